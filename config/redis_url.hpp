#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifeguard {

/// REDIS_URL as the clients of all languages take it, percent-decoded.
struct RedisUrl {
  bool tls = false;
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  std::string socket;  // the path of a unix socket; then host and port mean nothing
  std::string user, password;
  int database = 0;

  /// Without secrets: "cache:6379", "[::1]:6379", "/run/redis.sock".
  std::string endpoint() const;
};

/// "redis://[user[:password]@]host[:port][/database]", "rediss://…" over TLS, valkey:// and valkeys://
/// likewise, and "unix:///path[?db=1]". Parameters that only a client library knows are let be. nullopt: it is
/// none.
std::optional<RedisUrl> parse_redis_url(std::string_view);

bool is_redis_url(std::string_view);

}  // namespace lifeguard
