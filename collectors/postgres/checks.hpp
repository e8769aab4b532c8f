#pragma once

#include <string>
#include <vector>

#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

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

/// What Lifeguard needs, and has or lacks.
std::vector<Check> checks_from(const Facts&);

/// The posture, line by line; none of it keeps Lifeguard from its work. `accepted` names checks that may fail.
std::vector<Check> posture_checks_from(const Facts&, const std::vector<std::string>& accepted);

/// "GRANT pg_monitor TO shop_ro": lets the role see every session.
std::string visibility_grant(const std::string& role);

}  // namespace lifeguard::postgres
