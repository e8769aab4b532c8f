#include "traces/observed_queries.hpp"

#include <algorithm>
#include <chrono>

#include "collectors/postgres/waits/facts.hpp"
#include "tests/catch.hpp"
#include "tests/unit/traces/activity.hpp"

using namespace lifeguard;
using namespace lifeguard::traces;

namespace {

const std::string kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

Snapshot snapshot(postgres::Activity activity) {
  Snapshot made = snapshot_of(std::move(activity));
  auto waits = std::make_shared<postgres::Waits>();
  waits->span = Seconds(1);
  std::get<postgres::Facts>(made.facts).waits = std::move(waits);
  return made;
}

std::string cut_off(const std::string& statement) {
  return statement + " /*traceparent='" + kParent.substr(0, 20);
}

}  // namespace

TEST_CASE("a slow execution has spans and a quick one has none") {
  ObservedQueries queries;
  queries.configure(Seconds(2), true);
  CHECK(queries.take(snapshot(look(0, {}))).empty());
  CHECK(queries.take(snapshot(look(1, {client(7, "select 1", 0.5), client(8, "select 2", 0.5)}))).empty());
  const auto observed =
      queries.take(snapshot(look(3, {idle(7, "select 1", 0.5, 2.5), idle(8, "select 2", 0.5, 2.25)})));
  REQUIRE(observed.size() == 2);
  for (const ObservedQuery& query : observed) CHECK(query.spans.size() == (query.execution.pid == 7 ? 1 : 0));
}

TEST_CASE("a snapshot without a look ends nothing") {
  ObservedQueries queries;
  queries.take(snapshot(look(0, {})));
  queries.take(snapshot(look(1, {client(7, "select 1", 0.5)})));
  Snapshot down;
  down.target = "main";
  CHECK(queries.take(down).empty());
  down.facts = postgres::Facts{};
  CHECK(queries.take(down).empty());
  CHECK(queries.take(snapshot(look(9, {idle(7, "select 1", 0.5, 8)}))).size() == 1);
}

TEST_CASE("what ran on another server behind the same name is not told as of this one") {
  ObservedQueries queries;
  queries.take(snapshot(look(0, {})));
  queries.take(snapshot(look(1, {client(7, "select 1", 0.5)})));
  Snapshot other = snapshot(look(9, {idle(7, "select 1", 0.5, 8)}));
  other.backend = "postgres/2";
  CHECK(queries.take(other).empty());
}

TEST_CASE("a target that is gone has no counts") {
  ObservedQueries queries;
  queries.take(snapshot(look(0, {})));
  REQUIRE(queries.counts().contains("main"));
  queries.forget("main");
  CHECK(queries.counts().empty());
}

TEST_CASE("a comment that was cut off is counted each time and said once") {
  ObservedQueries queries;
  queries.take(snapshot(look(0, {})));
  CHECK(queries.news("main").empty());
  queries.take(
      snapshot(look(3, {idle(7, cut_off("select 1"), 0.5, 2.5), idle(8, cut_off("select 2"), 0.5, 0.6)})));
  CHECK(queries.counts().at("main").comments_cut_off == 0);  // not known of before: they may be old
  queries.take(
      snapshot(look(6, {idle(7, cut_off("select 1"), 3.5, 5.5), idle(8, cut_off("select 2"), 3.5, 3.6)})));
  CHECK(queries.counts().at("main").comments_cut_off == 1);
  CHECK(queries.news("main").find("track_activity_query_size") != std::string::npos);
  CHECK(queries.news("main").empty());
}

TEST_CASE("a thousand slow queries at once all become spans") {
  ObservedQueries queries;
  queries.take(snapshot(look(0, {})));
  std::vector<postgres::Session> running, over;
  for (int pid = 1; pid <= 1000; ++pid) {
    const std::string query = "select * from orders /*traceparent='" + kParent + "'*/";
    running.push_back(waiting(client(pid, query, 0.5), "IO", "DataFileRead"));
    over.push_back(idle(pid, query, 0.5, 3));
  }
  queries.take(snapshot(look(1, running)));
  queries.take(snapshot(look(2, running)));
  std::size_t spans = 0;
  for (const ObservedQuery& query : queries.take(snapshot(look(4, over)))) spans += query.spans.size();
  CHECK(spans == 2000);
}

TEST_CASE("slow executions are counted by their length, the last of each bucket with its span") {
  ObservedQueries queries;
  queries.configure(Seconds(2), true);
  queries.take(snapshot(look(0, {})));
  const std::string unsampled = "select 4 /*traceparent='" + kParent.substr(0, 53) + "00'*/";
  queries.take(snapshot(look(1, {client(7, "select 1", 0), client(8, "select 2", 0), client(9, "select 3", 0),
                                 client(10, unsampled, 0)})));
  const auto observed =
      queries.take(snapshot(look(90, {idle(7, "select 1", 0, 1.75), idle(8, "select 2", 0, 2.5),
                                      idle(9, "select 3", 0, 2.75), idle(10, unsampled, 0, 61)})));
  const auto durations = queries.counts().at("main").durations;
  REQUIRE(durations);
  CHECK(durations->since == at(0));
  CHECK(durations->sum == 66.25);
  REQUIRE(durations->bounds.size() + 1 == durations->buckets.size());
  for (std::size_t i = 0; i < durations->bounds.size(); ++i) {
    const double bound = durations->bounds[i];
    CHECK(durations->buckets[i].count == (bound == 2.5 || bound == 5 || bound == 300 ? 1 : 0));
    CHECK(durations->buckets[i].exemplar.has_value() ==
          (bound == 2.5 || bound == 5));  // the last is not sampled
  }
  const Exemplar& exemplar = *durations->buckets[4].exemplar;
  const auto eight = std::find_if(observed.begin(), observed.end(),
                                  [](const ObservedQuery& query) { return query.execution.pid == 8; });
  REQUIRE(eight != observed.end());
  CHECK(durations->bounds[4] == 2.5);
  CHECK(exemplar.value == 2.5);
  CHECK(exemplar.at == at(2.5));
  CHECK(exemplar.trace_id == eight->spans.front().trace_id);
  CHECK(exemplar.span_id == eight->spans.front().span_id);
}

TEST_CASE("a histogram shows no span that goes nowhere") {
  ObservedQueries queries;
  queries.configure(Seconds(1), false);
  queries.take(snapshot(look(0, {})));
  queries.take(snapshot(look(1, {client(7, "select 1", 0)})));
  queries.take(snapshot(look(5, {idle(7, "select 1", 0, 4)})));
  const auto durations = queries.counts().at("main").durations;
  CHECK(durations->sum == 4);
  for (const auto& bucket : durations->buckets) CHECK_FALSE(bucket.exemplar);
}
