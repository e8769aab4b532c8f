#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "collectors/snapshot.hpp"
#include "traces/span.hpp"

namespace lifeguard::traces {

/// The entries of Redis's slow log as spans, each once; roots, for Redis knows of no traces. A command's name
/// and the form of its first key are told, never its arguments.
class SlowCommands {
 public:
  /// Those that are new since the snapshot before.
  std::vector<Span> take(const Snapshot&);
  void forget(const std::string& target) { servers_.erase(target); }

 private:
  struct Server {
    std::string run_id;
    std::int64_t last = -1;  // the newest entry that was told
  };
  std::map<std::string, Server> servers_;  // by target
};

}  // namespace lifeguard::traces
