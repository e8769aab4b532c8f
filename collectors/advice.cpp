#include "collectors/advice.hpp"

#include <algorithm>

namespace lifeguard {

const Advice* advice_on(std::span<const Advice> list, std::string_view said) {
  const auto found = std::ranges::find_if(
      list, [said](const Advice& advice) { return said.find(advice.said) != std::string_view::npos; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace lifeguard
