#include "exporters/otlp/dispatch.hpp"

#include "tests/catch.hpp"
#include "tests/unit/captured_log.hpp"

using namespace lifeguard;
using namespace lifeguard::otlp;
using lifeguard::test::CapturedLog;
using Outcome = Verdict::Outcome;

namespace {

Time at(double seconds) {
  return Time(std::chrono::duration_cast<Clock::duration>(Seconds(seconds)));
}

Dispatch dispatch_with(int count) {
  Dispatch dispatch(Signal::traces, 1);
  dispatch.set_limits({.queue = 10, .batch = 4, .delay = Seconds(5)});
  for (int i = 0; i < count; ++i) dispatch.add({"", "x"}, at(0));
  return dispatch;
}

Verdict verdict(Outcome outcome, std::string reason = "", std::optional<Seconds> after = {}) {
  return {outcome, 0, std::move(reason), after};
}

/// After how long the next try may be, when this one failed at `now`.
Seconds pause(Dispatch& dispatch, double now) {
  REQUIRE(dispatch.next(at(now)));
  dispatch.failed("connection refused", at(now));
  return *dispatch.next_due() - at(now);
}

}  // namespace

TEST_CASE("what is taken is counted as sent, and the first time is told") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(4);
  REQUIRE(dispatch.next(at(0)));
  CHECK(dispatch.statistics().waiting == 4);
  dispatch.answered({}, at(0));
  CHECK(dispatch.statistics().sent == 4);
  CHECK(dispatch.statistics().waiting == 0);
  CHECK(dispatch.statistics().last_success);
  CHECK(log.times("otlp traces: the receiver takes them") == 1);
}

TEST_CASE("pauses grow from a second to thirty, with jitter") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(4);
  double now = 0;
  for (const double ceiling : {1, 2, 4, 8, 16, 30, 30, 30}) {
    const Seconds waited = pause(dispatch, now);
    CHECK(waited >= Seconds(ceiling / 2));
    CHECK(waited <= Seconds(ceiling));
    CHECK_FALSE(dispatch.next(at(now)));
    now += 31;
  }
  CHECK(dispatch.statistics().retries == 8);
  CHECK(log.times("cannot be sent: connection refused; trying again until they can, 4 waiting") == 1);
  REQUIRE(dispatch.next(at(now)));
  dispatch.answered({}, at(now));
  CHECK(log.times("is taken again, after 4 min") == 1);
  dispatch.add({"", "x"}, at(now));
  CHECK(pause(dispatch, now + 5) <= Seconds(1));
}

TEST_CASE("the receiver's own pause comes before ours") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(4);
  dispatch.next(at(0));
  dispatch.answered(verdict(Outcome::retry, "answered 429", Seconds(120)), at(0));
  CHECK(dispatch.next_due() == at(120));
}

TEST_CASE("what is refused is lost and counted, and why is told once an hour") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(0);
  for (const double now : {0.0, 10.0, 3599.0, 3601.0}) {
    dispatch.add({"", "x"}, at(now));
    REQUIRE(dispatch.next(at(now + 5)));
    dispatch.answered(verdict(Outcome::refused, "answered 400"), at(now + 5));
  }
  CHECK(dispatch.statistics().failed == 4);
  CHECK(dispatch.statistics().waiting == 0);
  CHECK(log.times("1 are lost: answered 400") == 2);
}

TEST_CASE("reasons that differ each time do not flood the log") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(0);
  for (int i = 0; i < 100; ++i) {
    dispatch.add({"", "x"}, at(i));
    dispatch.next(at(i + 5));
    dispatch.answered(verdict(Outcome::refused, "answered 400: request " + std::to_string(i)), at(i));
  }
  CHECK(log.times("are lost") == 10);
}

TEST_CASE("what of a batch was not taken counts as failed") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(4);
  dispatch.next(at(0));
  dispatch.answered({Outcome::taken, 3, "too old", {}}, at(0));
  CHECK(dispatch.statistics().sent == 1);
  CHECK(dispatch.statistics().failed == 3);
  CHECK(log.times("3 of 4 were not taken: too old") == 1);
}

TEST_CASE("a warning of the receiver's is told, and all counts as sent") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(4);
  dispatch.next(at(0));
  dispatch.answered({Outcome::taken, 0, "old schema", {}}, at(0));
  CHECK(dispatch.statistics().sent == 4);
  CHECK(log.times("taken, but: old schema") == 1);
}

TEST_CASE("a batch that is too large is sent in smaller ones, and what alone is too large is lost") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(4);
  std::size_t tries = 0;
  while (const auto* batch = dispatch.next(at(5))) {
    ++tries;
    dispatch.answered(batch->size() > 1 ? verdict(Outcome::too_large, "answered 413") : Verdict{}, at(5));
  }
  CHECK(dispatch.statistics().sent == 4);
  CHECK(tries == 6);  // 4, 2, and then one by one
  CHECK(log.times("answered 413; it is sent in smaller batches") == 1);
  dispatch.add({"", "x"}, at(5));
  dispatch.next(at(10));
  dispatch.answered(verdict(Outcome::too_large, "answered 413 again"), at(10));
  CHECK(dispatch.statistics().failed == 1);
}

TEST_CASE("ten minutes without a receiver cost what the queue holds, and the rest is counted") {
  CapturedLog log;
  Dispatch dispatch = dispatch_with(0);
  int requests = 0;
  for (int second = 0; second < 600; ++second) {
    dispatch.add({"", "x"}, at(second));
    if (!dispatch.next(at(second))) continue;
    ++requests;
    dispatch.failed("connection refused", at(second));
  }
  CHECK(dispatch.statistics().waiting == 10);
  CHECK(dispatch.statistics().dropped == 590);
  CHECK(requests < 50);
  CHECK(log.times("more wait to be sent than there is room for") == 1);
  CHECK(log.times("cannot be sent") == 1);
}
