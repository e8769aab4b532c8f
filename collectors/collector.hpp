#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "base/time.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

/// Watches one target. One instance, one connection, one coroutine: calls never overlap.
class Collector {
 public:
  virtual ~Collector() = default;

  virtual const std::string& target() const = 0;
  virtual std::string kind() const = 0;
  /// What the target is called before it was ever reached: "postgres/db:5432".
  virtual std::string backend() const = 0;
  /// The target that its connections lead to, as the config says; empty when none.
  virtual std::string server() const { return {}; }
  /// The shortest interval of any part: how often collect() wants to be called.
  virtual Seconds tick() const = 0;
  /// The deadline of one collection, connecting included.
  virtual Seconds timeout() const = 0;
  /// What collect() is at, for when it misses its deadline: "connecting to db:5432".
  virtual std::string doing() const = 0;

  /// Collects the parts that are due. Throws when the target cannot be reached at all; a failure of one part
  /// is that part's PartResult. The poller owns deadline, retry and measuring. After a throw or a
  /// cancellation the next call starts on a new connection.
  virtual boost::asio::awaitable<Snapshot> collect() = 0;

  /// Slow work beside the collections, such as a walk through every database: called every second while the
  /// agent runs, and returns at once when nothing is due. Its failures are PartResults of the snapshots to
  /// come.
  virtual boost::asio::awaitable<void> survey();
  /// False when survey() never has anything to do, so that nobody is woken for it.
  virtual bool surveys() const { return true; }
};

/// Why a target cannot be reached, and whether trying again soon can help.
class Unreachable : public std::runtime_error {
 public:
  enum class Retry { soon, only_after_change };
  Unreachable(const std::string& message, Retry retry) : std::runtime_error(message), retry_(retry) {}
  Retry retry() const { return retry_; }

 private:
  Retry retry_;
};

}  // namespace lifeguard
