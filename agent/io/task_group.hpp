#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/time.hpp"

namespace lifeguard {

/// The only place that spawns coroutines: every one can be ended, and none fails unseen.
class TaskGroup {
 public:
  explicit TaskGroup(boost::asio::any_io_executor);
  ~TaskGroup();  // cancels; the group's state outlives it until the last task has ended
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts `task`; an exception that leaves it is logged with `name`.
  void spawn(std::string name, boost::asio::awaitable<void> task);
  /// Ends every task at its next wait; one spawned while they are still ending ends likewise.
  void cancel();
  /// Waits until every task has ended, at most `limit`; false when some had not.
  boost::asio::awaitable<bool> join(Seconds limit);
  std::size_t size() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Waits on the steady clock; throws operation_aborted when cancelled.
boost::asio::awaitable<void> sleep_for(Seconds);

}  // namespace lifeguard
