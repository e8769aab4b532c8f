#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "collectors/redis/facts.hpp"
#include "collectors/redis/session.hpp"

namespace lifeguard::redis {

/// The ACL rule of the keys that the probe writes.
inline constexpr std::string_view kProbeKeys = "~lifeguard:probe:*";

/// What one round of the probe found.
struct Probed {
  Seconds ping{};
  std::optional<Seconds> set, get;
  std::string refused;       // see Probe::refused
  std::string error;         // the probe itself could not be done: "PING: LOADING …"
  std::string denied;        // the rule that the ACL lacks: "set"; empty when none does
  std::string elsewhere;     // "MOVED 3999 10.0.0.8:6379": another node of the cluster has the key; else empty
  int hits = 0, misses = 0;  // that it added to the server's own count
};

/// PING always, and with `writes` SET and GET of one key: each alone on the wire, so that the time is its own.
class Prober {
 public:
  Prober();
  boost::asio::awaitable<Probed> probe(Session& session, bool writes);
  const std::string& key() const { return key_; }

 private:
  boost::asio::awaitable<void> write_and_read(Session& session, Probed& probed);
  void try_another_slot();

  std::string key_;
  int slot_ = 0;
};

/// The rule that the ACL lacks for a command of the probe, by what the server said: the command's name, or the
/// keys that it may not touch.
std::string missing_rule(std::string_view command, std::string_view said);

/// "READONLY", "MISCONF", "OOM", …: a write that the server refuses for the state it is in.
bool is_write_refusal(std::string_view error_code);

}  // namespace lifeguard::redis
