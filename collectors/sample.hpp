#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lifeguard {

enum class MetricType { gauge, counter };

/// A metric, said once: HELP and TYPE, the README table, the naming test and the dashboards derive from it.
/// `labels` leaves out `target`, which every per-target metric carries first.
struct MetricDef {
  std::string_view name;
  std::string_view help;
  MetricType type = MetricType::gauge;
  std::vector<std::string_view> labels = {};
  bool per_target = true;
};

/// One value of a metric; `labels` are the values in the order of `metric->labels`.
struct Sample {
  const MetricDef* metric;
  std::vector<std::string> labels;
  double value;
};

using SamplesPtr = std::shared_ptr<const std::vector<Sample>>;

}  // namespace lifeguard
