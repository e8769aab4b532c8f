#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/redis/facts.hpp"
#include "collectors/redis/resp.hpp"

namespace lifeguard::redis {

/// SLOWLOG GET, newest first. `ahead`: by how much the server's clock is ahead of ours. Throws
/// std::runtime_error when it has another form.
std::vector<SlowCommand> read_slowlog(const Reply&, Seconds ahead);

/// "config set" of CONFIG SET maxmemory …; only the first word of commands that have no subcommands.
std::string command_of(const std::vector<std::string>& words);

/// Follows the log by the ids of its entries, which go on after a SLOWLOG RESET and begin anew with the server.
class SlowLogWatch {
 public:
  /// How many entries to ask for, when there may be some between those of the answer and those seen before,
  /// which a longer answer would have; 0 when there are none. At most a thousand, and a few more than came
  /// until now.
  int missing(const std::vector<SlowCommand>& newest) const;
  void take(std::vector<SlowCommand> newest, TimePoint at);
  void server_restarted() { last_ = -1; }
  const SlowLog& log() const { return log_; }

 private:
  std::optional<std::int64_t> last_;  // id; absent before the first look, whose entries are of another time
  SlowLog log_;
};

}  // namespace lifeguard::redis
