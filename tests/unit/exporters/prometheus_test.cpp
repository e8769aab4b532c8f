#include "exporters/prometheus.hpp"

#include <set>

#include "agent/self_metrics.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

const MetricDef kGauge{"lifeguard_test_depth", "How deep.", MetricType::gauge, {"pool"}};
const MetricDef kCounter{"lifeguard_test_dives_total", "How often.", MetricType::counter};

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
