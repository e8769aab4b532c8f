#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/sample.hpp"

namespace lifeguard::compat {

inline constexpr std::string_view kRedisHelp = "As redis_exporter names it.";

/// A number of INFO that redis_exporter tells as it stands.
struct RedisName {
  MetricDef metric;
  std::string_view field;
  RedisName(std::string_view name, std::string_view its_field, MetricType type)
      : metric{name, kRedisHelp, type}, field(its_field) {}
};

/// In INFO's order, gauges first. The types are the original's.
const std::vector<RedisName>& redis_names();

}  // namespace lifeguard::compat
