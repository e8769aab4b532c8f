#include "exporters/prometheus.hpp"

#include <chrono>
#include <set>

#include "agent/self_metrics.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

const MetricDef kGauge{"lifeguard_test_depth", "How deep.", MetricType::gauge, {"pool"}};
const MetricDef kCounter{"lifeguard_test_dives_total", "How often.", MetricType::counter};

const MetricDef kLength{"lifeguard_test_seconds", "How long.", MetricType::histogram, {"pool"}};

Sample a_histogram(const std::string& pool = "server") {
  Distribution distribution;
  distribution.bounds = {0.5, 1, 60};
  distribution.buckets.resize(4);
  distribution.buckets[1].count = 2;
  distribution.buckets[2].count = 3;
  distribution.buckets[2].exemplar =
      Exemplar{30.5, TimePoint(std::chrono::microseconds(1'700'000'000'000'250)), {0x4b, 0xf9}, {0xf0}};
  distribution.buckets[3].count = 1;
  distribution.sum = 400.25;
  return {&kLength, {pool}, 0, std::make_shared<const Distribution>(std::move(distribution))};
}

SnapshotPtr snapshot_with(std::vector<Sample> samples) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->target = "main";
  snapshot->kind = "postgres";
  snapshot->up = true;
  snapshot->samples = std::move(samples);
  return snapshot;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("samples are exported with their target first") {
  const std::string text =
      prometheus_text({snapshot_with({{&kGauge, {"server"}, 2.5}, {&kCounter, {}, 7}})}, {});
  CHECK(has_line(text, "# HELP lifeguard_test_depth How deep."));
  CHECK(has_line(text, "# TYPE lifeguard_test_depth gauge"));
  CHECK(has_line(text, "lifeguard_test_depth{target=\"main\",pool=\"server\"} 2.5"));
  CHECK(has_line(text, "lifeguard_test_dives_total{target=\"main\"} 7"));
  CHECK(has_line(text, "lifeguard_target_up{target=\"main\",kind=\"postgres\"} 1"));
}

TEST_CASE("label values are escaped") {
  const std::string text = prometheus_text({snapshot_with({{&kGauge, {"a\"b\\c\nd"}, 1}})}, {});
  CHECK(has_line(text, R"(lifeguard_test_depth{target="main",pool="a\"b\\c\nd"} 1)"));
}

TEST_CASE("OpenMetrics names a counter's family without _total and ends the page") {
  const std::string text = open_metrics_text({snapshot_with({{&kCounter, {}, 7}})}, {});
  CHECK(has_line(text, "# TYPE lifeguard_test_dives counter"));
  CHECK(has_line(text, "lifeguard_test_dives_total{target=\"main\"} 7"));
  CHECK(text.ends_with("\n# EOF\n"));
}

TEST_CASE("a histogram's buckets add up, and plain text has no exemplars") {
  const std::string text = prometheus_text({snapshot_with({a_histogram()})}, {});
  CHECK(has_line(text, "# TYPE lifeguard_test_seconds histogram"));
  CHECK(has_line(text, R"(lifeguard_test_seconds_bucket{target="main",pool="server",le="0.5"} 0)"));
  CHECK(has_line(text, R"(lifeguard_test_seconds_bucket{target="main",pool="server",le="60"} 5)"));
  CHECK(has_line(text, R"(lifeguard_test_seconds_bucket{target="main",pool="server",le="+Inf"} 6)"));
  CHECK(has_line(text, R"(lifeguard_test_seconds_sum{target="main",pool="server"} 400.25)"));
  CHECK(has_line(text, R"(lifeguard_test_seconds_count{target="main",pool="server"} 6)"));
  CHECK(text.find("trace_id") == std::string::npos);
}

TEST_CASE("in OpenMetrics a histogram has canonical bounds and its exemplars, and its family's head once") {
  const std::string text = open_metrics_text({snapshot_with({a_histogram(), a_histogram("a\"b")})}, {});
  const std::string head = "# HELP lifeguard_test_seconds How long.\n# TYPE lifeguard_test_seconds histogram\n";
  CHECK(text.find(head) != std::string::npos);
  CHECK(text.find(head) == text.rfind(head));
  CHECK(has_line(text, R"(lifeguard_test_seconds_bucket{target="main",pool="server",le="1.0"} 2)"));
  CHECK(has_line(
      text,
      R"(lifeguard_test_seconds_bucket{target="main",pool="server",le="60.0"} 5)"
      R"( # {trace_id="4bf90000000000000000000000000000",span_id="f000000000000000"} 30.5 1700000000.000250)"));
  CHECK(has_line(text, R"(lifeguard_test_seconds_bucket{target="main",pool="server",le="+Inf"} 6)"));
  CHECK(has_line(text, R"(lifeguard_test_seconds_sum{target="main",pool="a\"b"} 400.25)"));
  CHECK(has_line(text, R"(lifeguard_test_seconds_count{target="main",pool="server"} 6)"));
  CHECK(text.ends_with("\n# EOF\n"));
}

TEST_CASE("incidents are counted from when they are told until they are over, looked at or not") {
  AgentFacts facts;
  Incident incident;
  incident.rule = "connection_leak";
  incident.target = "main";
  incident.state = IncidentState::firing;
  incident.severity = Severity::critical;
  incident.opened = TimePoint{};
  Incident unknown = incident;
  unknown.state = IncidentState::unknown;
  Incident pending;
  pending.rule = "connection_leak";
  pending.target = "main";
  pending.severity = Severity::critical;
  facts.open_incidents = {incident, unknown, pending};
  const std::string text = prometheus_text({}, samples_from(facts));
  CHECK(
      has_line(text, "lifeguard_incidents{target=\"main\",rule=\"connection_leak\",severity=\"critical\"} 2"));
}

TEST_CASE("an agent names the app it stands beside, which no other metric does") {
  AgentFacts facts;
  facts.service = "checkout";
  const std::string text = prometheus_text({}, samples_from(facts));
  CHECK(has_line(text, "lifeguard_agent_info{service=\"checkout\"} 1"));
  CHECK(text.find("service=") == text.rfind("service="));
}

TEST_CASE("every metric is named as Prometheus recommends") {
  std::set<std::string_view> names;
  for (const MetricDef* metric : all_metrics()) {
    INFO(metric->name);
    CHECK(names.insert(metric->name).second);
    CHECK(metric->name.starts_with("lifeguard_"));
    CHECK(metric->name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
    CHECK(metric->name.ends_with("_total") == (metric->type == MetricType::counter));
    CHECK_FALSE(metric->help.empty());
    CHECK(metric->help.ends_with("."));
    for (const std::string_view label : metric->labels) CHECK(label != "target");
  }
}
