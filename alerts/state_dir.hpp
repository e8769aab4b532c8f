#pragma once

#include <string>

namespace lifeguard {

/// Why the state could not be kept there by who asks, for a person; "" when it could, or is kept in memory on
/// purpose. Touches nothing, so that it may be asked beside a running agent.
std::string state_dir_trouble(const std::string& state_dir);

}  // namespace lifeguard
