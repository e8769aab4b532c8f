#include "agent/io/within.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <memory>

#include "agent/io/task_group.hpp"
#include "tests/catch.hpp"
#include "tests/unit/agent/io/event_loop.hpp"

using namespace lifeguard;
using namespace lifeguard::test;
namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

struct Answer {
  explicit Answer(int of) : value(of) {}
  int value;
};

asio::awaitable<Answer> answer_after(Seconds delay, int value) {
  co_await sleep_for(delay);
  co_return Answer(value);
}

asio::awaitable<std::unique_ptr<int>> fail_after(Seconds delay) {
  co_await sleep_for(delay);
  throw std::logic_error("division by zero");
}

asio::awaitable<void> note_end(Seconds limit, Seconds delay, std::string& end) {
  auto op = within(limit, sleep_for(delay));
  try {
    co_await std::move(op);
    end = "done";
  } catch (const Timeout&) {
    end = "timeout";
  } catch (const boost::system::system_error& error) {
    end = error.code() == asio::error::operation_aborted ? "aborted" : "other";
    throw;
  }
}

asio::awaitable<std::string> stubborn() {
  try {
    co_await sleep_for(Seconds(60));
  } catch (const boost::system::system_error&) {
  }
  co_return "too late";
}

}  // namespace

TEST_CASE("an answer in time is returned, even one that has no default constructor") {
  EventLoop loop;
  CHECK(loop.finish(within(Seconds(5), answer_after(Seconds(0.001), 42))).value == 42);
}

TEST_CASE("the deadline cancels the operation and throws Timeout on time") {
  EventLoop loop;
  const auto start = Clock::now();
  CHECK_THROWS_AS(loop.finish(within(Seconds(0.05), answer_after(Seconds(60), 42))), Timeout);
  const Seconds took = Clock::now() - start;
  CHECK(took >= Seconds(0.05));
  CHECK(took < Seconds(1));
}

TEST_CASE("a timeout says how long it waited") {
  CHECK(std::string(Timeout(Seconds(0.05)).what()) == "no answer within 50 ms");
}

TEST_CASE("an error of the operation does not wait for the deadline") {
  EventLoop loop;
  const auto start = Clock::now();
  CHECK(message_of([&] { loop.finish(within(Seconds(5), fail_after(Seconds(0)))); }) == "division by zero");
  CHECK(Clock::now() - start < Seconds(1));
}

TEST_CASE("an operation without a result has a deadline too") {
  EventLoop loop;
  std::string end;
  loop.finish(note_end(Seconds(5), Seconds(0), end));
  CHECK(end == "done");
  loop.finish(note_end(Seconds(0.01), Seconds(60), end));
  CHECK(end == "timeout");
}

TEST_CASE("cancelling the caller is no timeout") {
  EventLoop loop;
  std::string end;
  TaskGroup tasks(loop.executor());
  tasks.spawn("waiting", note_end(Seconds(60), Seconds(60), end));
  loop.io.poll();
  tasks.cancel();
  REQUIRE(loop.eventually([&] { return tasks.size() == 0; }));
  CHECK(end == "aborted");
}

TEST_CASE("an answer that comes because of the deadline is still too late") {
  EventLoop loop;
  CHECK_THROWS_AS(loop.finish(within(Seconds(0.01), stubborn())), Timeout);
}

TEST_CASE("deadlines nest: the shorter one speaks") {
  EventLoop loop;
  const auto nested = [&](double inner, double outer) {
    return message_of(
        [&] { loop.finish(within(Seconds(outer), within(Seconds(inner), answer_after(Seconds(60), 1)))); });
  };
  CHECK(nested(0.01, 30) == "no answer within 10 ms");
  CHECK(nested(30, 0.02) == "no answer within 20 ms");
}

TEST_CASE("a loop destroyed in the middle of a wait leaves nothing behind") {
  std::string end = "none";
  {
    EventLoop loop;
    asio::co_spawn(loop.io, note_end(Seconds(60), Seconds(60), end), [](std::exception_ptr) {});
    loop.io.poll();
  }
  CHECK(end == "none");
}
