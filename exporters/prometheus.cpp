#include "exporters/prometheus.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>

#include "exporters/all_samples.hpp"

namespace lifeguard {
namespace {

using Families = std::map<const MetricDef*, prometheus::MetricFamily>;

void add(Families& families, const Sample& sample, const std::string* target) {
  const MetricDef& metric = *sample.metric;
  prometheus::MetricFamily& family = families[&metric];
  if (family.name.empty()) {
    family.name = metric.name;
    family.help = metric.help;
    family.type =
        metric.type == MetricType::counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
  }
  prometheus::ClientMetric value;
  auto given = sample.labels.begin();
  if (metric.per_target) value.label.push_back({"target", target ? *target : *given++});
  for (const std::string_view label : metric.labels) value.label.push_back({std::string(label), *given++});
  if (metric.type == MetricType::counter) {
    value.counter.value = sample.value;
  } else {
    value.gauge.value = sample.value;
  }
  family.metric.push_back(std::move(value));
}

std::vector<prometheus::MetricFamily> families_of(const std::vector<SnapshotPtr>& latest,
                                                  const std::vector<Sample>& own) {
  Families families;
  for_each_sample(latest, own, [&](const Sample& sample, const Snapshot* of) {
    add(families, sample, of ? &of->target : nullptr);
  });
  std::map<std::string, prometheus::MetricFamily> by_name;
  for (auto& [metric, family] : families) by_name.emplace(family.name, std::move(family));
  std::vector<prometheus::MetricFamily> sorted;
  for (auto& [name, family] : by_name) sorted.push_back(std::move(family));
  return sorted;
}

}  // namespace

std::string prometheus_text(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own) {
  return prometheus::TextSerializer().Serialize(families_of(latest, own));
}

// OpenMetrics names a counter's family without its _total, and ends the page with a mark; the samples are the
// same.
std::string open_metrics_text(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own) {
  constexpr std::string_view kTotal = "_total";
  const std::string text = prometheus_text(latest, own);
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    std::string line = text.substr(start, end - start);
    if (line.starts_with("# ")) {
      const std::size_t name_end = line.find(' ', line.find(' ', 2) + 1);
      const std::string_view name = std::string_view(line).substr(0, name_end);
      if (name.ends_with(kTotal)) line.erase(name_end - kTotal.size(), kTotal.size());
    }
    out += line;
    out += '\n';
    start = end + 1;
  }
  return out + "# EOF\n";
}

}  // namespace lifeguard
