#include "collectors/postgres/statements/ledger.hpp"

#include <algorithm>

#include "collectors/postgres/statements/metrics.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

const TimePoint kStart = TimePoint{} + Seconds(1'000'000);

StatementEntry entry(std::int64_t query, std::int64_t calls, double seconds, std::uint32_t database = 1,
                     std::uint32_t user = 10) {
  StatementEntry entry;
  entry.key = {{database, query}, user, true};
  entry.counters.calls = entry.counters.rows = calls;
  entry.counters.time = Seconds(seconds);
  entry.longest = Seconds(seconds);
  return entry;
}

StatementReading reading(double at, std::vector<StatementEntry> entries) {
  StatementReading reading;
  reading.taken = kStart + Seconds(at);
  reading.counted_by = "42";
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  reading.statements.entries = std::move(entries);
  reading.databases = {{1, "shop", 0}, {2, "quiet", 0}};
  reading.roles = {{10, "app"}, {11, "cron"}};
  return reading;
}

const ShownStatement& shown(const Statements& statements, std::int64_t query) {
  const auto found = std::find_if(statements.shown.begin(), statements.shown.end(),
                                  [query](const ShownStatement& each) { return each.id.query == query; });
  REQUIRE(found != statements.shown.end());
  return *found;
}

// What is exported of a database: the sum of its series.
std::int64_t exported_calls(const Statements& statements, const std::string& database) {
  double sum = 0;
  Statements read = statements;
  read.entry_limit = 5000;
  for (const Sample& sample : statement_samples(read)) {
    if (sample.metric->name != "lifeguard_pg_statement_calls_total" || sample.labels[0] != database) continue;
    sum += sample.value;
  }
  return static_cast<std::int64_t>(sum);
}

std::vector<StatementEntry> crowd(int first, int last, std::int64_t calls, double seconds) {
  std::vector<StatementEntry> entries;
  for (; first <= last; ++first) entries.push_back(entry(first, calls, seconds + first * 1e-6));
  return entries;
}

}  // namespace

TEST_CASE("the first reading is where counting begins: nothing was done yet") {
  StatementLedger ledger;
  const Statements first = ledger.take(reading(0, {entry(1, 1000, 100)}));
  CHECK_FALSE(first.window);
  CHECK(shown(first, 1).counted.calls == 0);
  CHECK(exported_calls(first, "shop") == 0);
  CHECK(first.entries == 1);
}

TEST_CASE("a window is what was done between two readings, by statement and user") {
  StatementLedger ledger;
  ledger.take(reading(0, {entry(1, 1000, 100), entry(2, 5, 1)}));
  const Statements now = ledger.take(reading(60, {entry(1, 1010, 101), entry(1, 2, 2, 1, 11), entry(2, 5, 1)}));
  REQUIRE(now.window);
  CHECK(*now.window == Seconds(60));
  CHECK(now.shown.front().id.query == 1);
  CHECK(shown(now, 1).work.calls == 12);
  CHECK(shown(now, 1).work.time == Seconds(3));
  CHECK(shown(now, 1).users == std::vector<std::string>{"app", "cron"});
  CHECK(shown(now, 1).database == "shop");
  CHECK(shown(now, 2).work.calls == 0);
  CHECK(now.work.calls == 12);
}

TEST_CASE("several intervals missed are one long window") {
  StatementLedger ledger;
  ledger.take(reading(0, {entry(1, 10, 1)}));
  const Statements now = ledger.take(reading(600, {entry(1, 110, 11)}));
  CHECK(*now.window == Seconds(600));
  CHECK(shown(now, 1).work.calls == 100);
}

TEST_CASE(
    "what is counted of a database is what was done in it, and each series begins at zero and only rises") {
  StatementLedger ledger;
  std::vector<StatementEntry> entries = crowd(1, 150, 10, 1);
  ledger.take(reading(0, entries));
  std::map<std::int64_t, std::int64_t> before;
  bool came_and_went = false;
  for (int window = 1; window <= 20; ++window) {
    for (StatementEntry& each : entries) {
      each.counters.calls += 7;
      // Others get busy in every window.
      each.counters.time += Seconds(each.key.id.query % 10 == window % 10 ? 100 : 1);
    }
    const Statements now = ledger.take(reading(window * 60, entries));
    CHECK(now.shown.size() <= ShownSet::kMost);
    CHECK(now.databases.at("shop").counted.calls == 150 * 7 * window);
    std::map<std::int64_t, std::int64_t> series;
    for (const ShownStatement& statement : now.shown) {
      series.emplace(statement.id.query, statement.counted.calls);
    }
    for (const auto& [query, value] : series) {
      if (window == 1) continue;
      CHECK(value == (before.contains(query) ? before.at(query) + 7 : 0));
      came_and_went = came_and_went || !before.contains(query);
    }
    before = std::move(series);
  }
  CHECK(came_and_went);
}

TEST_CASE("while the same are shown, the sum of the series is the whole") {
  StatementLedger ledger;
  ledger.take(reading(0, crowd(1, 60, 10, 1)));
  ledger.take(reading(60, crowd(1, 60, 20, 2)));
  const Statements now = ledger.take(reading(120, crowd(1, 60, 30, 3)));
  CHECK(now.databases.at("shop").others.calls > 0);
  CHECK(exported_calls(now, "shop") == 60 * 20);
}

TEST_CASE("a reset by somebody else is no spike, nothing negative, and is counted") {
  StatementLedger ledger;
  StatementReading one = reading(0, {entry(1, 1000, 100), entry(2, 500, 5)});
  one.reset = kStart - Seconds(1000);
  ledger.take(one);
  StatementReading two = reading(60, {entry(1, 1020, 102), entry(2, 500, 5)});
  two.reset = one.reset;
  ledger.take(two);
  StatementReading three = reading(120, {entry(1, 3, 0.3), entry(2, 600, 6)});
  three.reset = kStart + Seconds(100);  // all of it was done since, though the second has more than before
  const Statements now = ledger.take(three);
  CHECK(now.resets == 1);
  CHECK(shown(now, 1).work.calls == 3);
  CHECK(shown(now, 2).work.calls == 600);
  CHECK(shown(now, 1).counted.calls == 23);
  CHECK(shown(now, 1).baseline);  // which outlives the reset
}

TEST_CASE("before 1.9, where no reset is told, it is seen in the counters") {
  StatementLedger ledger;
  ledger.take(reading(0, {entry(1, 1000, 100), entry(2, 500, 5)}));
  const Statements now = ledger.take(reading(60, {entry(1, 3, 0.3)}));
  CHECK(now.resets == 1);
  CHECK(shown(now, 1).work.calls == 3);
}

TEST_CASE("the counters of another server, or of one that was restarted, begin a new past") {
  StatementLedger ledger;
  ledger.take(reading(0, {entry(1, 10, 1)}));
  ledger.take(reading(60, {entry(1, 20, 2)}));
  StatementReading other = reading(120, {entry(1, 50'000, 900)});
  other.counted_by = "42, restarted";
  const Statements now = ledger.take(other);
  CHECK_FALSE(now.window);
  CHECK(shown(now, 1).counted.calls == 10);
  other.taken = kStart + Seconds(180);
  other.statements.entries = {entry(1, 50'001, 901)};
  CHECK(shown(ledger.take(other), 1).counted.calls == 11);
}

TEST_CASE("transactions are those of the window, less those that Lifeguard's sessions made") {
  StatementLedger ledger;
  StatementReading one = reading(0, {entry(1, 10, 1), entry(1, 10, 1, 2)});
  one.databases = {{1, "shop", 1000}, {2, "quiet", 70}};
  one.own = {"shop", 30, 2};
  ledger.take(one);
  StatementReading two = reading(60, {entry(1, 20, 2), entry(1, 10, 1, 2)});
  two.databases = {{1, "shop", 1500}, {2, "quiet", 60}};
  two.own = {"shop", 80, 2};
  const Statements now = ledger.take(two);
  CHECK(now.databases.at("shop").transactions == 400);
  CHECK_FALSE(now.databases.at("quiet").transactions);  // its statistics were reset
}

TEST_CASE("very many databases are counted together") {
  StatementLedger ledger;
  std::vector<StatementEntry> entries;
  for (std::uint32_t database = 1; database <= 60; ++database) entries.push_back(entry(1, 10, 1, database));
  const Statements now = ledger.take(reading(0, entries));
  CHECK(now.databases.size() == 21);
  CHECK(now.databases.contains("other"));
}

TEST_CASE("the series of the part are bounded") {
  StatementLedger ledger;
  std::vector<StatementEntry> entries;
  for (int i = 0; i < 5000; ++i) entries.push_back(entry(i, 10, 1, 1 + i % 100));
  Statements now = ledger.take(reading(0, entries));
  for (auto& each : entries) ++each.counters.calls;
  now = ledger.take(reading(60, entries));
  now.entry_limit = 5000;
  now.knows_wal = true;
  CHECK(statement_samples(now).size() <= 350);
}
