#pragma once

#include <string>

namespace lifeguard {

/// One line of `lifeguard check`: what works, or what does not and the statement that mends it.
struct Check {
  enum class Level {
    ok,
    note,     // worth knowing
    warning,  // worth mending
    failure,  // Lifeguard cannot do its work, or what the config asks for is not there
  };
  Level level = Level::ok;
  std::string what;
  std::string remedy;  // may be empty
};

}  // namespace lifeguard
