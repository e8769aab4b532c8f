#include "exporters/otlp/backlog.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::otlp;

namespace {

constexpr BatchLimits kSmall{.queue = 10, .batch = 4, .delay = Seconds(5)};

Time at(double seconds) {
  return Time(std::chrono::duration_cast<Clock::duration>(Seconds(seconds)));
}

Backlog backlog_with(int count, BatchLimits limits = kSmall) {
  Backlog backlog;
  backlog.set_limits(limits);
  for (int i = 0; i < count; ++i) backlog.add({"", std::to_string(i)}, at(0));
  return backlog;
}

std::string sent(const std::vector<Item>* batch) {
  std::string text;
  if (!batch) return "nothing";
  for (const Item& item : *batch) text += (text.empty() ? "" : " ") + item.encoded;
  return text;
}

}  // namespace

TEST_CASE("a batch goes when it is full, or when its oldest has waited for the delay") {
  Backlog backlog = backlog_with(3);
  CHECK(backlog.next_due() == at(5));
  CHECK(sent(backlog.take(at(4.9))) == "nothing");
  CHECK(sent(backlog.take(at(5))) == "0 1 2");
  backlog.settled();
  CHECK_FALSE(backlog.next_due());
  Backlog full = backlog_with(5);
  CHECK(sent(full.take(at(0))) == "0 1 2 3");
  full.settled();
  CHECK(sent(full.take(at(0))) == "nothing");
  CHECK(sent(full.take(at(5))) == "4");
}

TEST_CASE("a batch that failed is sent again as it was, and not before its pause is over") {
  Backlog backlog = backlog_with(4);
  backlog.take(at(0));
  backlog.failed(at(30));
  backlog.add({"", "late"}, at(1));
  CHECK(backlog.next_due() == at(30));
  CHECK(sent(backlog.take(at(29))) == "nothing");
  CHECK(sent(backlog.take(at(30))) == "0 1 2 3");
}

TEST_CASE("when there is no room the oldest that wait go, and never the batch under way") {
  Backlog backlog = backlog_with(4);
  backlog.take(at(0));
  std::size_t forgotten = 0;
  for (int i = 4; i < 20; ++i) forgotten += backlog.add({"", std::to_string(i)}, at(0));
  CHECK(forgotten == 10);
  CHECK(backlog.size() == 10);
  CHECK(sent(backlog.take(at(0))) == "0 1 2 3");
  backlog.settled();
  CHECK(sent(backlog.take(at(0))) == "14 15 16 17");
}

TEST_CASE("what waits is bounded in bytes too, and so is a batch") {
  Backlog backlog;
  backlog.set_limits({.queue = 1'000'000, .batch = 1'000'000});
  std::size_t forgotten = 0;
  for (int i = 0; i < 1000; ++i) forgotten += backlog.add({"", std::string(100 << 10, 'x')}, at(0));
  CHECK(backlog.bytes() <= 8 << 20);
  CHECK(backlog.size() == 81);
  CHECK(forgotten == 919);
  CHECK(backlog.take(at(0))->size() == 5);
  CHECK(backlog.add({"", std::string(9 << 20, 'x')}, at(0)) > 0);
  CHECK(backlog.bytes() <= 8 << 20);
  CHECK(backlog.size() == 5);
  CHECK(backlog.clear() == 5);
  CHECK(backlog.bytes() == 0);
}

TEST_CASE("a batch that is too large goes in halves, in order, and later ones are no larger") {
  Backlog backlog = backlog_with(9);
  backlog.take(at(0));
  REQUIRE(backlog.halve());
  CHECK(sent(backlog.take(at(0))) == "0 1");
  REQUIRE(backlog.halve());
  CHECK(sent(backlog.take(at(0))) == "0");
  CHECK_FALSE(backlog.halve());
  backlog.settled();
  std::string rest;
  while (const auto* batch = backlog.take(at(0))) {
    CHECK(batch->size() == 1);
    rest += sent(batch);
    backlog.settled();
  }
  CHECK(rest == "12345678");
  CHECK(backlog.bytes() == 0);
}

TEST_CASE("in a hurry nothing waits for the delay, but a pause is kept") {
  Backlog backlog = backlog_with(3);
  backlog.hurry();
  CHECK(sent(backlog.take(at(0))) == "0 1 2");
  backlog.failed(at(30));
  backlog.hurry();
  CHECK(sent(backlog.take(at(0))) == "nothing");
  CHECK(sent(backlog.take(at(30))) == "0 1 2");
}
