#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "agent/io/resolver.hpp"
#include "base/time.hpp"

namespace lifeguard {

/// Files in PEM; an empty `ca` trusts what the system trusts.
struct TlsOptions {
  std::string ca, certificate, key;
  std::string server_name;  // what the server's certificate must be for
  bool verify = true;
};

/// A host and port, or the path of a unix socket; over TLS where that is given.
struct Destination {
  std::string host;
  std::uint16_t port = 0;
  std::string socket;
  std::optional<TlsOptions> tls;

  std::string text() const;  // "cache:6380", "[::1]:6379", "/run/redis.sock"
};

/// Why there is no stream, or no longer; the message names the destination.
class StreamError : public std::runtime_error {
 public:
  enum class At { resolving, connecting, tls, use };
  StreamError(At at, const std::string& message) : std::runtime_error(message), at_(at) {}
  At at() const { return at_; }

 private:
  At at_;
};

/// What opening it took, and what was learnt on the way.
struct Opened {
  std::optional<Seconds> resolve, connect, tls;
  std::optional<TimePoint> certificate_expiry;  // of the server's
};

/// Bytes to and from a destination. Not to be used again after an exception or a cancellation.
class Stream {
 public:
  /// Tries the addresses of the host one after the other, each for its share of `limit`. `opened` is filled as
  /// far as it came, so that the expiry of a refused certificate is known too. Throws StreamError.
  static boost::asio::awaitable<std::unique_ptr<Stream>> open(Destination, Resolver&, Seconds limit,
                                                              Opened& opened);
  virtual ~Stream() = default;

  virtual boost::asio::awaitable<void> write(std::string bytes) = 0;
  /// At least one byte. Throws StreamError when the other side has closed.
  virtual boost::asio::awaitable<std::size_t> read_some(std::span<char> into) = 0;
};

}  // namespace lifeguard
