#pragma once

#include <optional>
#include <string>

#include "collectors/redis/facts.hpp"
#include "collectors/redis/hit_window.hpp"
#include "collectors/redis/latency.hpp"
#include "collectors/redis/slowlog.hpp"

namespace lifeguard::redis {

/// What is remembered of a server from look to look.
struct Watching {
  Facts facts;
  SlowLogWatch slowlog;
  int slowlog_missing = 0;  // so many entries are asked for next; 0: the usual few
  LatencyWindow latency;
  HitWindow hits;
  std::string run_id;
  Seconds ahead{};                            // the server's clock before ours
  std::optional<std::int64_t> own_id;         // our connection's
  std::int64_t own_hits = 0, own_misses = 0;  // of our probe, since the server counts
  std::int64_t all_hits = 0, all_misses = 0;  // ours included, at the last look

  /// A rule that the ACL lacks; a command that the server does not have; and both no longer.
  void denied(std::string_view rule);
  void absent(std::string_view command);
  void allowed(std::string_view rule, std::string_view command);

  /// What was remembered is of another life.
  void server_restarted();
};

/// What the answer to INFO tells, put in: also whether the server was restarted.
void take_info(std::string_view text, TimePoint at, Watching&);

}  // namespace lifeguard::redis
