#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/read.hpp"

namespace lifeguard {

using Lines = std::vector<std::string>;

inline Lines problems_in(std::string_view text, const Environment& environment = {}) {
  try {
    parse_config(text, "f", environment);
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

}  // namespace lifeguard
