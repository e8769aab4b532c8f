#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/check.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/posture/checks.hpp"

namespace lifeguard::postgres {

/// What Lifeguard needs, and has or lacks.
std::vector<Check> checks_from(const Facts&);

/// The posture, line by line; none of it keeps Lifeguard from its work. `accepted` names checks that may fail.
std::vector<Check> posture_checks_from(const Facts&, const std::vector<std::string>& accepted);

/// One line of it.
Check check_from(std::string_view name, Concern, const Verdict&, const std::vector<std::string>& accepted);

/// "GRANT pg_monitor TO shop_ro": lets the role see every session.
std::string visibility_grant(const std::string& role);

}  // namespace lifeguard::postgres
