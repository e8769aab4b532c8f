#include "collectors/postgres/databases/attempt.hpp"

#include <stdexcept>

#include "agent/io/task_group.hpp"
#include "tests/catch.hpp"
#include "tests/unit/agent/io/event_loop.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using namespace lifeguard::test;
namespace asio = boost::asio;

namespace {

asio::awaitable<int> answer_after(Seconds delay) {
  co_await sleep_for(delay);
  co_return 42;
}

asio::awaitable<int> refused() {
  throw std::runtime_error("no such database");
  co_return 0;
}

asio::awaitable<void> note_end(std::string& end) {
  end = "aborted";
  auto attempting = attempt(Seconds(60), answer_after(Seconds(60)));
  const Outcome<int> outcome = co_await std::move(attempting);
  end = outcome.failure;
}

}  // namespace

TEST_CASE("what comes of work is its result, or in words why there is none") {
  EventLoop loop;
  const auto outcome = [&](asio::awaitable<int> work) {
    return loop.finish(attempt(Seconds(0.02), std::move(work)));
  };
  CHECK(outcome(answer_after(Seconds(0))).result == 42);
  CHECK(outcome(answer_after(Seconds(0))).failure.empty());
  CHECK_FALSE(outcome(refused()).result);
  CHECK(outcome(refused()).failure == "no such database");
  CHECK(outcome(answer_after(Seconds(60))).failure == "no answer within 20 ms");
}

TEST_CASE("that we are to end ourselves is nothing that came of the work") {
  EventLoop loop;
  std::string end;
  TaskGroup tasks(loop.executor());
  tasks.spawn("attempting", note_end(end));
  loop.io.poll();
  tasks.cancel();
  REQUIRE(loop.eventually([&] { return tasks.size() == 0; }));
  CHECK(end == "aborted");
}
