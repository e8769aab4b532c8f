#pragma once

#include <vector>

#include "collectors/check.hpp"
#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

/// What was found, what the config expects and is missing or otherwise, and what a search of what is stored
/// found.
std::vector<Check> checks_from(const Facts&);

}  // namespace lifeguard::vector_store
