#include <iterator>

#include "alerts/leaks/signs.hpp"

namespace lifeguard::leaks {

std::vector<Sign> all_signs(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sign> all;
  for (const auto seek : {pinned, idle_in_transaction, orphans, mismatch, over_age, idle_growth, floor_rise}) {
    std::vector<Sign> signs = seek(layers, config);
    std::move(signs.begin(), signs.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace lifeguard::leaks
