#include "collectors/postgres/schedule.hpp"

#include "tests/catch.hpp"

namespace lifeguard::postgres {
namespace {

using Names = std::vector<std::string>;

const MetricDef kMetric{"lifeguard_test", "A test's."};

/// Counts what becomes of it; its fact is the server's role name.
struct TestPart : Part {
  TestPart(std::string name, Seconds interval) : name_(std::move(name)), interval_(interval) {}
  std::string_view name() const override { return name_; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int) override {
    return silent ? std::vector<Query>{} : std::vector<Query>{{name_, "select 1"}};
  }
  void take(const Answers& answers, Facts& facts) override {
    answers.rows(name_);
    facts.identity.role = name_;
  }
  void forget(Facts& facts) const override { facts.identity.role.clear(); }
  void observe(Facts&) override { ++observed; }
  void reconnected() override { ++reconnections; }
  void start_anew() override { ++beginnings; }
  std::vector<Sample> samples(const Facts&) const override { return {{&kMetric, {}, 1.0}}; }
  std::vector<SeriesPoint> series(const Facts&) const override { return {{name_, 1.0}}; }

  std::string name_;
  Seconds interval_;
  bool silent = false;
  int observed = 0, reconnections = 0, beginnings = 0;
};

struct Bench {
  Bench() {
    auto fast_part = std::make_unique<TestPart>("fast", Seconds(0));
    auto slow_part = std::make_unique<TestPart>("slow", Seconds(10));
    fast = fast_part.get();
    slow = slow_part.get();
    std::vector<std::unique_ptr<Part>> parts;
    parts.push_back(std::move(fast_part));
    parts.push_back(std::move(slow_part));
    schedule.emplace(std::move(parts), Seconds(1));
  }

  Names ask(double second) {
    Names names;
    const auto at =
        Schedule::Clock::time_point(std::chrono::duration_cast<Schedule::Clock::duration>(Seconds(second)));
    for (const Query& query : schedule->ask(facts, 150000, start + at.time_since_epoch()))
      names.push_back(query.name);
    return names;
  }

  void answer(const Names& names, const Names& failing = {}) {
    Answers answers;
    for (const std::string& name : names) {
      Answer answer{Rows(), Seconds(0.25)};
      if (std::find(failing.begin(), failing.end(), name) != failing.end()) {
        answer.outcome = PgError("42501", name + ": permission denied");
      }
      answers.add(name, std::move(answer));
    }
    schedule->take(answers, facts);
  }

  Schedule::Clock::time_point start = Schedule::Clock::time_point(std::chrono::hours(1));
  TestPart* fast;
  TestPart* slow;
  std::optional<Schedule> schedule;
  Facts facts;
};

}  // namespace

TEST_CASE("a part is asked at its interval, and one without an interval every tick") {
  Bench bench;
  CHECK(bench.ask(0) == Names{"fast", "slow"});
  CHECK(bench.ask(1) == Names{"fast"});
  CHECK(bench.ask(9.4) == Names{"fast"});
  CHECK(bench.ask(9.6) == Names{"fast", "slow"});  // half a tick early rather than a whole one late
  CHECK(bench.ask(11) == Names{"fast"});
}

TEST_CASE("a part with nothing to ask stays due, and keeps how it went") {
  Bench bench;
  bench.answer(bench.ask(0));
  bench.slow->silent = true;
  CHECK(bench.ask(20) == Names{"fast"});
  bench.answer({"fast"});
  CHECK(bench.schedule->results().at("slow").success);
  bench.slow->silent = false;
  CHECK(bench.ask(21) == Names{"fast", "slow"});
}

TEST_CASE("a failed part leaves nothing behind and says why, and the others go on") {
  Bench bench;
  bench.answer(bench.ask(0));
  CHECK(bench.facts.identity.role == "slow");
  CHECK(bench.schedule->samples().size() == 2);

  bench.answer(bench.ask(10), {"slow"});
  CHECK(bench.facts.identity.role.empty());
  CHECK(bench.schedule->samples().size() == 1);
  CHECK_FALSE(bench.schedule->results().at("slow").success);
  CHECK(bench.schedule->results().at("slow").error == "slow: permission denied");
  CHECK(bench.schedule->results().at("fast").success);
  CHECK(bench.schedule->results().at("fast").took == Seconds(0.25));
}

TEST_CASE("samples of a part stay until it is taken again, its series are of that tick alone") {
  Bench bench;
  bench.answer(bench.ask(0));
  const auto first = bench.schedule->samples();
  CHECK(bench.schedule->series().size() == 2);
  bench.answer(bench.ask(1));
  CHECK(bench.schedule->samples()[1] == first[1]);
  CHECK(bench.schedule->samples()[0] != first[0]);
  REQUIRE(bench.schedule->series().size() == 1);
  CHECK(bench.schedule->series()[0].series == "fast");
}

TEST_CASE("every part observes every tick") {
  Bench bench;
  bench.answer(bench.ask(0));
  bench.answer(bench.ask(1));
  CHECK(bench.fast->observed == 2);
  CHECK(bench.slow->observed == 2);
}

TEST_CASE("after a new connection everything is due and nothing is known") {
  Bench bench;
  bench.answer(bench.ask(0));
  bench.schedule->reconnected();
  CHECK(bench.schedule->results().empty());
  CHECK(bench.schedule->samples().empty());
  CHECK(bench.slow->reconnections == 1);
  CHECK(bench.ask(1) == Names{"fast", "slow"});
}

TEST_CASE("what parts remember is of one cluster: another one, or one that is not known, has them start anew") {
  Bench bench;
  const auto beginnings_after = [&](bool reconnected, const std::string& cluster) {
    if (reconnected) bench.schedule->reconnected();
    bench.facts.identity.system_identifier = cluster;
    bench.answer(bench.ask(0));
    return bench.slow->beginnings;
  };
  CHECK(beginnings_after(false, "7") == 1);
  CHECK(beginnings_after(false, "7") == 1);
  CHECK(beginnings_after(true, "7") == 1);  // the same one, after a restart or a promotion
  CHECK(beginnings_after(true, "8") == 2);
  CHECK(beginnings_after(true, "") == 3);
  CHECK(beginnings_after(true, "") == 4);
}

TEST_CASE("a periodic part asks its files by their names, in the text of the server's version") {
  struct Periodic : PeriodicPart {
    Periodic() : PeriodicPart("wal", Seconds(10), {"wal", "archiver"}) {}
    void take(const Answers&, Facts&) override {}
    void forget(Facts&) const override {}
  };
  Periodic part;
  CHECK(part.name() == "wal");
  CHECK(part.interval() == Seconds(10));
  const std::vector<Query> queries = part.ask({}, 120000);
  REQUIRE(queries.size() == 2);
  CHECK(queries[1].name == "archiver");
  CHECK(queries[1].sql == query_text("archiver", 120000));
  CHECK(part.ask({}, 150000)[1].sql == query_text("archiver", 150000));
}

}  // namespace lifeguard::postgres
