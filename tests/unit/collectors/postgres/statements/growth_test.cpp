#include "collectors/postgres/statements/growth.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

StatementEntry entry(std::int64_t query, std::int64_t calls, double seconds, std::uint32_t user = 10) {
  StatementEntry entry;
  entry.key = {{1, query}, user, true};
  entry.counters.calls = entry.counters.rows = calls;
  entry.counters.time = Seconds(seconds);
  return entry;
}

StatementEntries reading(std::vector<StatementEntry> entries) {
  return {std::move(entries), true};
}

}  // namespace

TEST_CASE("a statement did what its counters grew by, and those that did nothing are left out") {
  const auto did =
      growth(reading({entry(1, 10, 1), entry(2, 5, 5)}), reading({entry(1, 14, 1.5), entry(2, 5, 5)}));
  REQUIRE(did.size() == 1);
  CHECK(did[0].key.id.query == 1);
  CHECK(did[0].counters.calls == 4);
  CHECK(did[0].counters.time == Seconds(0.5));
}

TEST_CASE("a statement that appears began since, and one that is evicted did nothing") {
  const auto did = growth(reading({entry(1, 10, 1)}), reading({entry(2, 3, 0.3)}));
  REQUIRE(did.size() == 1);
  CHECK(did[0].key.id.query == 2);
  CHECK(did[0].counters.calls == 3);
}

TEST_CASE("users of one statement are entries of their own") {
  const auto did = growth(reading({entry(1, 10, 1, 10)}), reading({entry(1, 11, 1.1, 10), entry(1, 4, 4, 11)}));
  REQUIRE(did.size() == 2);
  CHECK(did[0].counters.calls == 1);
  CHECK(did[1].counters.calls == 4);
}

TEST_CASE("an entry that went back has counted from zero since") {
  CHECK(growth(reading({entry(1, 1000, 100)}), reading({entry(1, 2, 0.2)})).at(0).counters.calls == 2);
  const auto by_time = growth(reading({entry(1, 10, 100)}), reading({entry(1, 12, 0.2)}));
  CHECK(by_time.at(0).counters.calls == 12);
  CHECK(by_time.at(0).counters.time == Seconds(0.2));
}

TEST_CASE("after a reading that left some out, one that appears may have been there") {
  StatementEntries cut = reading({entry(1, 10, 1)});
  cut.complete = false;
  CHECK(growth(cut, reading({entry(1, 10, 1), entry(2, 900, 90)})).empty());
}

TEST_CASE("a reset is when all that stay have begun anew") {
  const auto before = reading({entry(1, 10, 1), entry(2, 10, 1)});
  CHECK(all_began_anew(before, reading({entry(1, 1, 0.1), entry(3, 1, 0.1)})));
  CHECK_FALSE(all_began_anew(before, reading({entry(1, 1, 0.1), entry(2, 10, 1)})));
  CHECK_FALSE(all_began_anew(before, reading({entry(3, 1, 0.1)})));
  CHECK_FALSE(all_began_anew(before, reading({})));
}
