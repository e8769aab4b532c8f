#pragma once

#include <optional>
#include <vector>

#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

/// What of the expected is not as it must be; absent when that cannot be known, for the collections could not
/// be listed or one of them could not be read. What a product does not tell is not lacking; an index that is
/// not there is.
std::optional<std::vector<Lack>> lacking(const Facts&);

}  // namespace lifeguard::vector_store
