#include "collectors/postgres/waits/history.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

const TimePoint kStart = TimePoint{} + std::chrono::hours(24);

ActiveSession at(const std::string& event, int statement = 1, std::string application = "checkout") {
  auto what = std::make_shared<WaitStatement>();
  what->database = "shop";
  what->query_id = statement;
  what->text = "select " + std::to_string(statement);
  return {{"IO", event}, std::move(application), what};
}

Snapshot look(double second, std::vector<ActiveSession> sessions, double span = 1) {
  auto waits = std::make_shared<Waits>();
  waits->span = Seconds(span);
  waits->sessions = std::move(sessions);
  postgres::Facts facts;
  facts.waits = waits;
  Snapshot snapshot;
  snapshot.target = "main";
  snapshot.kind = "postgres";
  snapshot.taken = kStart + Seconds(second);
  snapshot.facts = std::move(facts);
  return snapshot;
}

}  // namespace

TEST_CASE("a minute adds up what its samples saw, by event, application and statement") {
  WaitHistory history;
  history.record(look(1, {at("read"), at("read"), at("write")}));
  history.record(look(2, {at("read"), at("read", 2), at("read", 1, "reports")}));
  history.record(look(60, {at("write")}));
  const auto minutes = history.of("main");
  REQUIRE(minutes.size() == 2);
  CHECK(minutes[0].start == kStart);
  CHECK(minutes[0].observed == Seconds(2));
  REQUIRE(minutes[0].cells.size() == 4);
  CHECK(minutes[0].cells[0].at->at.event == "read");
  CHECK(minutes[0].cells[0].seconds == 3);
  CHECK(minutes[1].cells.size() == 1);
}

TEST_CASE("a minute in which nobody could look is there, and observed for no time") {
  WaitHistory history;
  history.record(look(1, {at("read")}));
  Snapshot down = look(61, {});
  down.facts = std::monostate{};
  history.record(down);
  const auto minutes = history.of("main");
  REQUIRE(minutes.size() == 2);
  CHECK(minutes[1].observed == Seconds(0));
}

TEST_CASE("a statement is the same whoever made it") {
  WaitHistory history;
  for (int second = 0; second < 120; ++second) history.record(look(second, {at("read")}));
  const auto minutes = history.of("main");
  CHECK(minutes.at(0).cells.at(0).at == minutes.at(1).cells.at(0).at);
  CHECK(minutes[0].cells[0].seconds == 60);
}

TEST_CASE("an hour of waits is kept, and a target that left is forgotten") {
  WaitHistory history;
  for (int minute = 0; minute < 90; ++minute) history.record(look(60 * minute, {at("read", minute)}));
  const auto minutes = history.of("main");
  CHECK(minutes.size() == 60);
  CHECK(minutes.front().start == kStart + std::chrono::minutes(30));
  CHECK(minutes.front().cells.at(0).at->statement->query_id == 30);
  history.forget("main");
  CHECK(history.of("main").empty());
}

TEST_CASE("a minute keeps its largest cells, and the rest as one sum") {
  WaitHistory history;
  double sum = 0;
  for (int second = 0; second < 50; ++second) {
    std::vector<ActiveSession> sessions(20, at("heavy", 0));
    for (int i = 0; i < 100; ++i) sessions.push_back(at("light", 1 + 100 * second + i));
    history.record(look(second, sessions));
    sum += 120;
  }
  const auto minute = history.of("main").at(0);
  CHECK(minute.cells.size() == WaitHistory::kMostCells);
  CHECK(minute.cells[0].seconds == 1000);
  double kept = minute.other_seconds;
  for (const auto& cell : minute.cells) kept += cell.seconds;
  CHECK(kept == sum);
}

TEST_CASE("when an hour holds too many different ones, the oldest minutes lose detail and no time") {
  WaitHistory history;
  for (int minute = 0; minute < 60; ++minute) {
    std::vector<ActiveSession> sessions;
    for (int i = 0; i < 200; ++i) sessions.push_back(at("read", 200 * minute + i));
    history.record(look(60 * minute, sessions));
  }
  const auto minutes = history.of("main");
  std::set<const ActiveSession*> different;
  for (const auto& minute : minutes) {
    double sum = minute.other_seconds;
    for (const auto& cell : minute.cells) {
      sum += cell.seconds;
      different.insert(cell.at);
    }
    CHECK(sum == 200);
  }
  CHECK(minutes.front().cells.size() == WaitHistory::kFewCells);
  CHECK(minutes.back().cells.size() == 200);
  CHECK(different.size() <= WaitHistory::kMostDifferent + 200);  // the running minute is bounded when it ends
}
