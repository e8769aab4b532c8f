#pragma once

#include <string>

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/posture/facts.hpp"
#include "collectors/postgres/posture/verdict.hpp"

// What the checks have in common.
namespace lifeguard::postgres {

/// Null when this version lacks the setting or the role may not see it.
const std::string* setting(const Facts&, const std::string& name);

Verdict unknown_setting(const std::string& name);

/// {"ssl", "off"}.
std::vector<std::pair<std::string, std::string>> shown_setting(const Facts&, const std::string& name);

/// "a, b and 3 more".
std::string listed(const std::vector<std::string>&);

}  // namespace lifeguard::postgres
