#include "agent/otlp_metrics.hpp"

#include <map>
#include <utility>

#include "exporters/all_samples.hpp"

namespace lifeguard {
namespace {

using otlp::Metric;

/// Metrics by name, as they are gathered.
class Gathering {
 public:
  explicit Gathering(SinceWhen& since) : since_(since) {}

  enum class Kind { gauge, goes_up_and_down, only_grows };

  void add(std::string_view name, std::string_view description, std::string_view unit, Kind kind,
           otlp::NumberPoint point) {
    const auto [found, is_new] = metrics_.try_emplace(name);
    Metric& metric = found->second;
    if (is_new) {
      metric.name = name;
      metric.description = description;
      metric.unit = unit;
      if (kind != Kind::gauge) metric.data = otlp::Sum{{}, kind == Kind::only_grows};
    }
    if (auto* gauge = std::get_if<otlp::Gauge>(&metric.data)) {
      gauge->points.push_back(std::move(point));
      return;
    }
    std::string series(name);
    for (const auto& [key, value] : point.attributes) series += '\n' + key + '=' + std::get<std::string>(value);
    point.start = since_.of(series, point.value, point.at, kind == Kind::only_grows);
    std::get<otlp::Sum>(metric.data).points.push_back(std::move(point));
  }

  void add_histogram(const MetricDef& definition, otlp::HistogramPoint point) {
    Metric& metric = metrics_[definition.name];
    metric.name = definition.name;
    metric.description = definition.help;
    metric.unit = unit_of(definition.name);
    if (!std::holds_alternative<otlp::Histogram>(metric.data)) metric.data = otlp::Histogram{};
    std::get<otlp::Histogram>(metric.data).points.push_back(std::move(point));
  }

  std::vector<Metric> all() {
    std::vector<Metric> all;
    all.reserve(metrics_.size());
    for (auto& [name, metric] : metrics_) all.push_back(std::move(metric));
    return all;
  }

 private:
  SinceWhen& since_;
  std::map<std::string_view, Metric> metrics_;
};

// A label that is empty is none to Prometheus.
traces::Attributes attributes_of(const Sample& sample, const Snapshot* of) {
  traces::Attributes attributes;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) attributes.push_back({std::string(key), value});
  };
  auto given = sample.labels.begin();
  if (sample.metric->per_target) add("target", of ? of->target : *given++);
  for (const std::string_view label : sample.metric->labels) add(label, *given++);
  return attributes;
}

otlp::HistogramPoint point_of(const Distribution& distribution, traces::Attributes attributes, TimePoint at) {
  otlp::HistogramPoint point;
  point.attributes = std::move(attributes);
  point.start = distribution.since;
  point.at = at;
  point.sum = distribution.sum;
  point.bounds = distribution.bounds;
  for (const Distribution::Bucket& bucket : distribution.buckets) {
    point.count += bucket.count;
    point.counts.push_back(bucket.count);
    if (const auto& shown = bucket.exemplar)
      point.exemplars.push_back({shown->at, shown->value, shown->trace_id, shown->span_id});
  }
  return point;
}

void add_pools(Gathering& gathering, const Snapshot& snapshot) {
  using enum Gathering::Kind;
  for (const Pool& pool : shown_pools(*snapshot.pools)) {
    const auto add = [&](std::string_view name, std::string_view description, std::string_view unit,
                         Gathering::Kind kind, std::optional<double> value, std::string_view state = "") {
      if (!value) return;
      traces::Attributes attributes{{"db.client.connection.pool.name", pool.name}, {"target", snapshot.target}};
      if (!state.empty()) attributes.push_back({"db.client.connection.state", std::string(state)});
      gathering.add(name, description, unit, kind, {std::move(attributes), {}, snapshot.taken, *value});
    };
    constexpr std::string_view kCount = "Connections in the state that is described by the state attribute.";
    add("db.client.connection.count", kCount, "{connection}", goes_up_and_down, pool.used, "used");
    add("db.client.connection.count", kCount, "{connection}", goes_up_and_down, pool.idle, "idle");
    add("db.client.connection.max", "The most connections that the pool may have.", "{connection}",
        goes_up_and_down, pool.limit);
    add("db.client.connection.pending_requests", "Who asks for a connection and has none yet.", "{request}",
        goes_up_and_down, pool.waiting);
    add("db.client.connection.timeouts", "Waits for a connection that were given up.", "{timeout}", only_grows,
        pool.timeouts);
  }
}

}  // namespace

std::string unit_of(std::string_view metric) {
  constexpr std::string_view kTotal = "_total";
  if (metric.ends_with(kTotal)) metric.remove_suffix(kTotal.size());
  if (metric.ends_with("_seconds")) return "s";
  if (metric.ends_with("_bytes")) return "By";
  if (metric.ends_with("_ratio")) return "1";
  return "";
}

std::vector<Metric> OtlpMetrics::of(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own,
                                    TimePoint now) {
  using enum Gathering::Kind;
  Gathering gathering(since_);
  for_each_sample(latest, own, [&](const Sample& sample, const Snapshot* of) {
    const MetricDef& metric = *sample.metric;
    if (sample.distribution) {
      gathering.add_histogram(metric, point_of(*sample.distribution, attributes_of(sample, of), now));
      return;
    }
    gathering.add(metric.name, metric.help, unit_of(metric.name),
                  metric.type == MetricType::counter ? only_grows : gauge,
                  {attributes_of(sample, of), {}, of ? of->taken : now, sample.value});
  });
  for (const SnapshotPtr& snapshot : latest) {
    if (snapshot->pools) add_pools(gathering, *snapshot);
  }
  since_.end_round();
  return gathering.all();
}

}  // namespace lifeguard
