#pragma once

#include <string_view>
#include <vector>

#include "collectors/app_pool/exposition.hpp"
#include "collectors/app_pool/facts.hpp"

namespace lifeguard::app_pool {

/// A metric of a library and what it is in our model.
struct MetricName {
  std::string_view metric;
  std::optional<double> AppPool::*member;
  double scale = 1;                         // to seconds, where the library counts otherwise
  std::string_view label = {}, value = {};  // only lines with this label value; "" is all
};

/// How one library, or one of its exporters, names what its pools do.
struct Adapter {
  std::string_view library;                   // as in `kind`
  std::vector<std::string_view> pool_labels;  // the first that a line has names its pool
  std::vector<MetricName> names;
};

/// The one list. Where two adapters tell of one pool, the one that tells more counts, or the earlier.
const std::vector<Adapter>& adapters();

/// True for metrics that any adapter names, of `library` or of all ("auto").
bool is_pool_metric(std::string_view metric, std::string_view library);

/// The pools on a page. Lines of one pool and one meaning add up; so do pools of one name, which `merged` says.
std::vector<AppPool> pools_on(const std::vector<Line>&, std::string_view library);

}  // namespace lifeguard::app_pool
