#include "agent/otlp_metrics.hpp"

#include <algorithm>
#include <chrono>

#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

using traces::Attributes;

const MetricDef kCommits{"lifeguard_commits_total", "Commits.", MetricType::counter, {"database"}};
const MetricDef kLag{"lifeguard_lag_seconds", "Lag.", MetricType::gauge, {}, false};

TimePoint second(int n) {
  return TimePoint(std::chrono::seconds(1'700'000'000 + n));
}

SnapshotPtr snapshot(double commits, int taken) {
  auto made = std::make_shared<Snapshot>();
  made->target = "main";
  made->taken = second(taken);
  made->up = true;
  made->samples = {{&kCommits, {"shop"}, commits}};
  return made;
}

const otlp::Metric* find(const std::vector<otlp::Metric>& metrics, std::string_view name) {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const auto& m) { return m.name == name; });
  return found == metrics.end() ? nullptr : &*found;
}

const otlp::NumberPoint& only(const std::vector<otlp::Metric>& metrics, std::string_view name) {
  const otlp::Metric* metric = find(metrics, name);
  REQUIRE(metric);
  const auto* sum = std::get_if<otlp::Sum>(&metric->data);
  const auto& points = sum ? sum->points : std::get<otlp::Gauge>(metric->data).points;
  REQUIRE(points.size() == 1);
  return points.front();
}

}  // namespace

TEST_CASE("a counter is a sum under its own name, with the instant of its snapshot") {
  OtlpMetrics metrics;
  const auto told = metrics.of({snapshot(10, 1)}, {}, second(2));
  const otlp::Metric* commits = find(told, "lifeguard_commits_total");
  REQUIRE(commits);
  CHECK(commits->description == "Commits.");
  CHECK(std::get<otlp::Sum>(commits->data).monotonic);
  const otlp::NumberPoint& point = only(told, "lifeguard_commits_total");
  CHECK(point.attributes == Attributes{{"target", std::string("main")}, {"database", std::string("shop")}});
  CHECK(point.value == 10);
  CHECK(point.at == second(1));
  CHECK(point.start == second(1));
}

TEST_CASE("a sum counts since it was first seen, and anew after it went back") {
  OtlpMetrics metrics;
  metrics.of({snapshot(10, 1)}, {}, second(1));
  CHECK(only(metrics.of({snapshot(12, 2)}, {}, second(2)), "lifeguard_commits_total").start == second(1));
  CHECK(only(metrics.of({snapshot(3, 4)}, {}, second(4)), "lifeguard_commits_total").start == second(2));
  CHECK(only(metrics.of({snapshot(5, 6)}, {}, second(6)), "lifeguard_commits_total").start == second(2));
}

TEST_CASE("a sum that was away is another one") {
  OtlpMetrics metrics;
  metrics.of({snapshot(10, 1)}, {}, second(1));
  metrics.of({}, {}, second(2));
  CHECK(only(metrics.of({snapshot(11, 3)}, {}, second(3)), "lifeguard_commits_total").start == second(3));
}

TEST_CASE("the agent's own samples are of now, and a gauge has no start") {
  OtlpMetrics metrics;
  const auto told = metrics.of({}, {{&kLag, {}, 0.25}}, second(7));
  const otlp::NumberPoint& point = only(told, "lifeguard_lag_seconds");
  CHECK(find(told, "lifeguard_lag_seconds")->unit == "s");
  CHECK(point.attributes.empty());
  CHECK(point.at == second(7));
  CHECK_FALSE(point.start);
}

TEST_CASE("a label that is empty is no attribute") {
  OtlpMetrics metrics;
  auto one = std::make_shared<Snapshot>(*snapshot(1, 1));
  one->samples = {{&kCommits, {""}, 1.0}};
  const auto told = metrics.of({one}, {}, second(1));
  CHECK(only(told, "lifeguard_commits_total").attributes == Attributes{{"target", std::string("main")}});
}

TEST_CASE("pools have OpenTelemetry's names too") {
  auto one = std::make_shared<Snapshot>(*snapshot(1, 1));
  Pool pool;
  pool.name = "shop/app";
  pool.used = 3;
  pool.idle = 2;
  pool.limit = 5;
  pool.waiting = 1;
  pool.timeouts = 4;
  one->pools = {{pool}};
  OtlpMetrics metrics;
  const auto told = metrics.of({one}, {}, second(1));
  const otlp::Metric* count = find(told, "db.client.connection.count");
  REQUIRE(count);
  CHECK(count->unit == "{connection}");
  const auto& sum = std::get<otlp::Sum>(count->data);
  CHECK_FALSE(sum.monotonic);
  REQUIRE(sum.points.size() == 2);
  CHECK(sum.points[0].value == 3);
  CHECK(sum.points[0].attributes == Attributes{{"db.client.connection.pool.name", std::string("shop/app")},
                                               {"target", std::string("main")},
                                               {"db.client.connection.state", std::string("used")}});
  CHECK(sum.points[1].value == 2);
  CHECK(only(told, "db.client.connection.max").value == 5);
  CHECK(only(told, "db.client.connection.pending_requests").value == 1);
  CHECK(only(told, "db.client.connection.timeouts").value == 4);
  CHECK(std::get<otlp::Sum>(find(told, "db.client.connection.timeouts")->data).monotonic);
}

TEST_CASE("what a pool does not tell is absent") {
  auto one = std::make_shared<Snapshot>(*snapshot(1, 1));
  Pool pool;
  pool.name = "server";
  pool.used = 3;
  one->pools = {{pool}};
  OtlpMetrics metrics;
  const auto told = metrics.of({one}, {}, second(1));
  CHECK(only(told, "db.client.connection.count").value == 3);
  for (const char* name : {"max", "pending_requests", "timeouts"})
    CHECK_FALSE(find(told, std::string("db.client.connection.") + name));
}

TEST_CASE("the unit is what a metric's name ends with") {
  CHECK(unit_of("lifeguard_pool_wait_seconds_total") == "s");
  CHECK(unit_of("lifeguard_otlp_queue_bytes") == "By");
  CHECK(unit_of("lifeguard_pool_saturation_ratio") == "1");
  CHECK(unit_of("lifeguard_pool_connections").empty());
}

TEST_CASE("a histogram is one, with its own start and its exemplars") {
  const MetricDef length{"lifeguard_length_seconds", "How long.", MetricType::histogram};
  Distribution distribution;
  distribution.bounds = {1, 60};
  distribution.buckets.resize(3);
  distribution.buckets[1] = {4, Exemplar{30, second(8), {1}, {2}}};
  distribution.buckets[2].count = 1;
  distribution.sum = 200;
  distribution.since = second(1);
  const auto shared = std::make_shared<const Distribution>(distribution);
  OtlpMetrics metrics;
  const auto told =
      metrics.of({}, {{&length, {"main"}, 0, shared}, {&length, {"other"}, 0, shared}}, second(9));
  const otlp::Metric* metric = find(told, "lifeguard_length_seconds");
  REQUIRE(metric);
  CHECK(metric->unit == "s");
  const auto& points = std::get<otlp::Histogram>(metric->data).points;
  REQUIRE(points.size() == 2);
  CHECK(points[1].attributes == Attributes{{"target", std::string("other")}});
  CHECK(points[0].start == second(1));
  CHECK(points[0].at == second(9));
  CHECK(points[0].count == 5);
  CHECK(points[0].counts == std::vector<std::uint64_t>{0, 4, 1});
  CHECK(points[0].bounds == std::vector<double>{1, 60});
  CHECK(points[0].sum == 200);
  REQUIRE(points[0].exemplars.size() == 1);
  CHECK(points[0].exemplars[0].value == 30);
  CHECK(points[0].exemplars[0].at == second(8));
  CHECK(points[0].exemplars[0].trace_id == traces::TraceId{1});
  CHECK(points[0].exemplars[0].span_id == traces::SpanId{2});
}
