#pragma once

#include <string>

namespace lifeguard {

/// One line of `lifeguard check`: what works, or what is missing and the statement that mends it.
struct Check {
  bool well = true;
  std::string what;
  std::string remedy;  // when well: nothing is missing, and yet it could be better
};

}  // namespace lifeguard
