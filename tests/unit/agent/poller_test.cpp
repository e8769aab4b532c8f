#include "agent/poller.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>

#include "agent/io/task_group.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;

namespace asio = boost::asio;

namespace {

/// Does at its n-th collection what the n-th step says, and the last step from then on.
class ScriptedCollector : public Collector {
 public:
  using Step = std::function<asio::awaitable<Snapshot>()>;
  explicit ScriptedCollector(std::vector<Step> steps) : steps_(std::move(steps)) {}

  const std::string& target() const override { return name_; }
  std::string kind() const override { return "postgres"; }
  std::string backend() const override { return "postgres/db:5432"; }
  Seconds tick() const override { return Seconds(0.01); }
  Seconds timeout() const override { return Seconds(0.05); }
  std::string doing() const override { return "connecting to db:5432"; }
  asio::awaitable<Snapshot> collect() override {
    const Step& step = steps_[std::min(calls_++, steps_.size() - 1)];
    return step();
  }

 private:
  std::string name_ = "main";
  std::vector<Step> steps_;
  std::size_t calls_ = 0;
};

Snapshot up() {
  Snapshot snapshot;
  snapshot.target = "main";
  snapshot.taken = now();
  snapshot.up = true;
  snapshot.parts = {{"activity", true, {}, ""}, {"server", true, {}, ""}};
  return snapshot;
}

asio::awaitable<Snapshot> answers() {
  co_return up();
}

asio::awaitable<Snapshot> is_refused() {
  throw Unreachable("db:5432: connection refused", Unreachable::Retry::soon);
  co_return Snapshot{};
}

asio::awaitable<Snapshot> hangs() {
  asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
  co_await never.async_wait(asio::use_awaitable);
  co_return Snapshot{};
}

/// What was published until `enough` had come.
std::vector<Snapshot> published(ScriptedCollector collector, std::size_t enough) {
  asio::io_context loop;
  std::vector<Snapshot> snapshots;
  TaskGroup tasks(loop.get_executor());
  tasks.spawn("poll", poll(collector, [&](Snapshot snapshot, TimePoint began) {
                CHECK(began <= now());
                snapshots.push_back(std::move(snapshot));
                if (snapshots.size() == enough) tasks.cancel();
              }));
  loop.run_for(std::chrono::seconds(10));
  REQUIRE(snapshots.size() == enough);
  return snapshots;
}

}  // namespace

TEST_CASE("a target that cannot be reached makes a snapshot that says why") {
  const auto snapshots = published(ScriptedCollector({is_refused}), 1);
  CHECK_FALSE(snapshots[0].up);
  CHECK(snapshots[0].error == "db:5432: connection refused");
  CHECK(snapshots[0].backend == "postgres/db:5432");
}

TEST_CASE("a collection that takes too long has failed") {
  CHECK(published(ScriptedCollector({hangs}), 1)[0].error == "no answer within 50 ms, connecting to db:5432");
}

TEST_CASE("a target that cannot be reached is tried again") {
  const auto snapshots = published(ScriptedCollector({is_refused, answers, answers}), 3);
  CHECK_FALSE(snapshots[0].up);
  CHECK(snapshots[1].up);
  CHECK(snapshots[2].up);
}
