#include "collectors/vector/written.hpp"

#include <algorithm>
#include <cmath>

namespace lifeguard::vector_store {

namespace {

constexpr double kSame = 1e-3;  // by cosine; two random vectors are about 1 apart

}  // namespace

bool is_written(const std::vector<Neighbour>& neighbours, const std::string& id) {
  const auto own = std::ranges::find(neighbours, id, &Neighbour::id);
  return own != neighbours.end() && std::abs(own->distance) < kSame;
}

void require_written(const std::vector<Neighbour>& neighbours, const std::string& id) {
  if (is_written(neighbours, id)) return;
  const bool is_there = std::ranges::find(neighbours, id, &Neighbour::id) != neighbours.end();
  throw StoreError(is_there ? "a vector was written, and a search finds the one that was there before"
                            : "a vector was written, and a search does not find it");
}

}  // namespace lifeguard::vector_store
