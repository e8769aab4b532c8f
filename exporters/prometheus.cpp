#include "exporters/prometheus.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <spdlog/fmt/fmt.h>

#include <limits>
#include <map>

#include "exporters/all_samples.hpp"
#include "exporters/open_metrics_histogram.hpp"

namespace lifeguard {
namespace {

using Families = std::map<const MetricDef*, prometheus::MetricFamily>;

prometheus::MetricType type_of(MetricType type) {
  switch (type) {
    case MetricType::gauge:
      return prometheus::MetricType::Gauge;
    case MetricType::counter:
      return prometheus::MetricType::Counter;
    case MetricType::histogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

prometheus::ClientMetric::Histogram histogram_of(const Distribution& distribution) {
  prometheus::ClientMetric::Histogram histogram;
  histogram.sample_sum = distribution.sum;
  for (std::size_t i = 0; i < distribution.buckets.size(); ++i) {
    histogram.sample_count += distribution.buckets[i].count;
    const bool is_last = i == distribution.bounds.size();
    const double bound = is_last ? std::numeric_limits<double>::infinity() : distribution.bounds[i];
    histogram.bucket.push_back({histogram.sample_count, bound});
  }
  return histogram;
}

Labels labels_of(const Sample& sample, const Snapshot* of) {
  Labels labels;
  auto given = sample.labels.begin();
  if (sample.metric->per_target) labels.emplace_back("target", of ? of->target : *given++);
  for (const std::string_view label : sample.metric->labels) labels.emplace_back(label, *given++);
  return labels;
}

void add(Families& families, const Sample& sample, const Snapshot* of) {
  const MetricDef& metric = *sample.metric;
  prometheus::MetricFamily& family = families[&metric];
  if (family.name.empty()) {
    family.name = metric.name;
    family.help = metric.help;
    family.type = type_of(metric.type);
  }
  prometheus::ClientMetric value;
  for (auto& [label, text] : labels_of(sample, of))
    value.label.push_back({std::string(label), std::move(text)});
  if (sample.distribution) {
    value.histogram = histogram_of(*sample.distribution);
  } else if (metric.type == MetricType::counter) {
    value.counter.value = sample.value;
  } else {
    value.gauge.value = sample.value;
  }
  family.metric.push_back(std::move(value));
}

std::vector<prometheus::MetricFamily> sorted(Families families) {
  std::map<std::string, prometheus::MetricFamily> by_name;
  for (auto& [metric, family] : families) by_name.emplace(family.name, std::move(family));
  std::vector<prometheus::MetricFamily> sorted;
  for (auto& [name, family] : by_name) sorted.push_back(std::move(family));
  return sorted;
}

// OpenMetrics names a counter's family without its _total; the samples are the same. Names of other exporters
// stand as they are: their counters may lack a _total, or be told with and without one.
std::string head_for_open_metrics(std::string head) {
  constexpr std::string_view kTotal = "_total", kCounter = " counter";
  const std::size_t name = std::string_view("# TYPE ").size(), name_end = head.find(' ', name);
  if (std::string_view(head).substr(name).starts_with("lifeguard_")) {
    const bool is_total = std::string_view(head).substr(0, name_end).ends_with(kTotal);
    if (is_total) head.erase(name_end - kTotal.size(), kTotal.size());
  } else if (head.starts_with("# TYPE ") && head.ends_with(kCounter)) {
    head.replace(name_end, kCounter.size(), " unknown");
  }
  return head;
}

std::string with_heads_for_open_metrics(const std::string& text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    std::string line = text.substr(start, end - start);
    out += line.starts_with("# ") ? head_for_open_metrics(std::move(line)) : line;
    out += '\n';
    start = end + 1;
  }
  return out;
}

}  // namespace

std::string prometheus_text(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own) {
  Families families;
  for_each_sample(latest, own, [&](const Sample& sample, const Snapshot* of) { add(families, sample, of); });
  return prometheus::TextSerializer().Serialize(sorted(std::move(families)));
}

std::string open_metrics_text(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own) {
  Families families;
  std::map<const MetricDef*, std::string> histograms;
  for_each_sample(latest, own, [&](const Sample& sample, const Snapshot* of) {
    if (!sample.distribution) return add(families, sample, of);
    const MetricDef& metric = *sample.metric;
    std::string& text = histograms[&metric];
    if (text.empty()) text = fmt::format("# HELP {0} {1}\n# TYPE {0} histogram\n", metric.name, metric.help);
    text += open_metrics_lines(metric.name, labels_of(sample, of), *sample.distribution);
  });
  std::string text =
      with_heads_for_open_metrics(prometheus::TextSerializer().Serialize(sorted(std::move(families))));
  for (const auto& [metric, lines] : histograms) text += lines;
  return text + "# EOF\n";
}

}  // namespace lifeguard
