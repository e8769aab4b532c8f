#pragma once

#include <string>
#include <vector>

#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store {

/// Whether a search for the vector that was written under `id` finds it, and not what was there before.
bool is_written(const std::vector<Neighbour>&, const std::string& id);

/// Throws StoreError unless it is.
void require_written(const std::vector<Neighbour>&, const std::string& id);

}  // namespace lifeguard::vector_store
