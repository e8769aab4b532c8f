#pragma once

#include <map>
#include <string>
#include <vector>

#include "collectors/sample.hpp"
#include "tests/catch.hpp"

namespace lifeguard {

/// Samples by "name|label|label", each as its definition says and none twice.
inline std::map<std::string, double> values(const std::vector<Sample>& samples) {
  std::map<std::string, double> values;
  for (const Sample& sample : samples) {
    REQUIRE(sample.labels.size() == sample.metric->labels.size());
    std::string name(sample.metric->name);
    for (const std::string& label : sample.labels) name += "|" + label;
    CHECK(values.emplace(name, sample.value).second);
  }
  return values;
}

}  // namespace lifeguard
