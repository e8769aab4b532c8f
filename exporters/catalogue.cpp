#include "exporters/catalogue.hpp"

namespace lifeguard {
namespace {

std::string_view name_of(MetricType type) {
  switch (type) {
    case MetricType::gauge:
      return "gauge";
    case MetricType::counter:
      return "counter";
    case MetricType::histogram:
      return "histogram";
  }
  return "";
}

}  // namespace

std::string metrics_catalogue(const std::vector<const MetricDef*>& metrics) {
  std::string text = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
  for (const MetricDef* metric : metrics) {
    std::string labels = metric->per_target ? "target" : "";
    for (const std::string_view label : metric->labels) labels.append(labels.empty() ? "" : ", ").append(label);
    text.append("| `").append(metric->name).append("` | ");
    text.append(name_of(metric->type)).append(" | ");
    text.append(labels).append(" | ").append(metric->help).append(" |\n");
  }
  return text;
}

}  // namespace lifeguard
