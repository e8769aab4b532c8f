#include "agent/io/task_group.hpp"

#include <boost/asio/this_coro.hpp>
#include <optional>

#include "tests/catch.hpp"
#include "tests/unit/agent/io/captured_stderr.hpp"
#include "tests/unit/agent/io/event_loop.hpp"

using namespace lifeguard;
using namespace lifeguard::test;
namespace asio = boost::asio;

namespace {

asio::awaitable<void> count_when_done(Seconds delay, int& count) {
  co_await sleep_for(delay);
  ++count;
}

asio::awaitable<void> throw_at_once() {
  throw std::runtime_error("no route");
  co_return;
}

asio::awaitable<void> spawn_another(TaskGroup& tasks, int& count) {
  tasks.spawn("child", count_when_done(Seconds(0), count));
  co_return;
}

asio::awaitable<void> spawn_when_cancelled(TaskGroup& tasks, int& count) {
  try {
    co_await sleep_for(Seconds(60));
  } catch (const std::exception&) {
    tasks.spawn("late child", count_when_done(Seconds(60), count));
  }
}

asio::awaitable<void> clean_up_slowly(int& count) {
  try {
    co_await sleep_for(Seconds(60));
  } catch (const std::exception&) {
  }
  co_await asio::this_coro::reset_cancellation_state();
  co_await sleep_for(Seconds(0.05));
  ++count;
}

asio::awaitable<void> destroy(std::optional<TaskGroup>& tasks, int& count) {
  tasks.reset();
  ++count;
  co_await sleep_for(Seconds(60));
  ++count;
}

}  // namespace

TEST_CASE("join waits for every task") {
  EventLoop loop;
  TaskGroup tasks(loop.executor());
  int done = 0;
  tasks.spawn("one", count_when_done(Seconds(0.01), done));
  tasks.spawn("two", count_when_done(Seconds(0.02), done));
  CHECK(tasks.size() == 2);
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(done == 2);
  CHECK(tasks.size() == 0);
}

TEST_CASE("join of an empty group does not wait") {
  EventLoop loop;
  TaskGroup tasks(loop.executor());
  CHECK(loop.finish(tasks.join(Seconds(60))));
}

TEST_CASE("join gives up at its limit and says so") {
  EventLoop loop;
  TaskGroup tasks(loop.executor());
  int done = 0;
  tasks.spawn("slow", count_when_done(Seconds(60), done));
  CHECK_FALSE(loop.finish(tasks.join(Seconds(0.02))));
  CHECK(tasks.size() == 1);
}

TEST_CASE("two may join one group") {
  EventLoop loop;
  TaskGroup tasks(loop.executor()), joiners(loop.executor());
  int done = 0, joined = 0;
  tasks.spawn("task", count_when_done(Seconds(0.01), done));
  const auto join = [](TaskGroup& group, int& count) -> asio::awaitable<void> {
    auto all = group.join(Seconds(5));
    if (co_await std::move(all)) ++count;
  };
  joiners.spawn("first", join(tasks, joined));
  joiners.spawn("second", join(tasks, joined));
  CHECK(loop.finish(joiners.join(Seconds(5))));
  CHECK(joined == 2);
}

TEST_CASE("cancel ends every task, silently") {
  EventLoop loop;
  CapturedStderr log;
  TaskGroup tasks(loop.executor());
  int done = 0;
  for (int i = 0; i < 10; ++i) tasks.spawn("sleeper", count_when_done(Seconds(60), done));
  loop.io.poll();
  tasks.cancel();
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(done == 0);
  CHECK(log.text().empty());
}

TEST_CASE("cancel reaches a task that has not begun") {
  EventLoop loop;
  TaskGroup tasks(loop.executor());
  int done = 0;
  tasks.spawn("sleeper", count_when_done(Seconds(60), done));
  tasks.cancel();
  CHECK(loop.finish(tasks.join(Seconds(5))));
}

TEST_CASE("a task that ends without ever waiting may cancel its own group") {
  EventLoop loop;
  TaskGroup tasks(loop.executor());
  const auto cancel = [](TaskGroup& group) -> asio::awaitable<void> {
    group.cancel();
    co_return;
  };
  tasks.spawn("brief", cancel(tasks));
  CHECK(loop.finish(tasks.join(Seconds(5))));
}

TEST_CASE("a failing task is logged with its name and does not harm the others") {
  EventLoop loop;
  CapturedStderr log;
  TaskGroup tasks(loop.executor());
  int done = 0;
  tasks.spawn("main", throw_at_once());
  tasks.spawn("other", count_when_done(Seconds(0.01), done));
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(done == 1);
  CHECK(log.text().find("main: no route") != std::string::npos);
}

TEST_CASE("a task may start tasks") {
  EventLoop loop;
  TaskGroup tasks(loop.executor());
  int done = 0;
  tasks.spawn("parent", spawn_another(tasks, done));
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(done == 1);
}

TEST_CASE("a task started while the group is ending ends too, and the group serves again afterwards") {
  EventLoop loop;
  TaskGroup tasks(loop.executor());
  int done = 0;
  tasks.spawn("parent", spawn_when_cancelled(tasks, done));
  loop.io.poll();
  tasks.cancel();
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(done == 0);

  tasks.spawn("next", count_when_done(Seconds(0), done));
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(done == 1);
}

TEST_CASE("join waits for a cancelled task's last words") {
  EventLoop loop;
  TaskGroup tasks(loop.executor());
  int done = 0;
  tasks.spawn("careful", clean_up_slowly(done));
  loop.io.poll();
  tasks.cancel();
  CHECK(loop.finish(tasks.join(Seconds(5))));
  CHECK(done == 1);
}

TEST_CASE("a group may go while its tasks still run") {
  EventLoop loop;
  int done = 0;
  auto tasks = std::make_optional<TaskGroup>(loop.executor());
  tasks->spawn("careful", clean_up_slowly(done));
  tasks->spawn("sleeper", count_when_done(Seconds(60), done));
  loop.io.poll();
  tasks.reset();
  CHECK(loop.eventually([&] { return done == 1; }));
}

TEST_CASE("a task may destroy its own group, and ends at its next wait") {
  EventLoop loop;
  int steps = 0;
  auto tasks = std::make_optional<TaskGroup>(loop.executor());
  tasks->spawn("last", destroy(tasks, steps));
  loop.io.restart();
  loop.io.run_for(kPatience);
  CHECK(loop.io.stopped());
  CHECK(steps == 1);
}

TEST_CASE("a loop may go while tasks are waiting") {
  std::optional<EventLoop> loop(std::in_place);
  int done = 0;
  TaskGroup tasks(loop->executor());
  tasks.spawn("sleeper", count_when_done(Seconds(60), done));
  loop->io.poll();
  CHECK(tasks.size() == 1);
}
