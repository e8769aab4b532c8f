#pragma once

#include <span>
#include <string_view>

#include "collectors/collector.hpp"

namespace lifeguard {

/// What to do about a failed connection, known by a few words of what was said of it.
struct Advice {
  std::string_view said;
  Unreachable::Retry retry;
  std::string_view text;
};

/// The first of the list whose words are in `said`; null when there is none.
const Advice* advice_on(std::span<const Advice> list, std::string_view said);

}  // namespace lifeguard
