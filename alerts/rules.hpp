#pragma once

#include <memory>
#include <vector>

#include "alerts/rule.hpp"
#include "config/config.hpp"

namespace lifeguard {

/// Every enabled rule. The one list.
std::vector<std::unique_ptr<Rule>> make_rules(const RulesConfig&);

}  // namespace lifeguard
