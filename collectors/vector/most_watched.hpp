#pragma once

#include <cstddef>
#include <vector>

namespace lifeguard::vector_store {

/// How many collections are watched where the config names none.
inline constexpr std::size_t kMostWatched = 50;

/// Cuts a list to as many, and tells how many it left out.
template <class T>
std::size_t keep_most_watched(std::vector<T>& all) {
  if (all.size() <= kMostWatched) return 0;
  const std::size_t left_out = all.size() - kMostWatched;
  all.resize(kMostWatched);
  return left_out;
}

}  // namespace lifeguard::vector_store
