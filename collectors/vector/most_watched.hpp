#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

namespace lifeguard::vector_store {

/// How many collections are watched where the config names none.
inline constexpr std::size_t kMostWatched = 50;

/// Cuts a list to as many, and tells how many it left out: the same ones at every look, in whatever order the
/// store lists them.
template <class T, class Name = std::identity>
std::size_t keep_most_watched(std::vector<T>& all, Name name = {}) {
  std::ranges::sort(all, {}, name);
  if (all.size() <= kMostWatched) return 0;
  const std::size_t left_out = all.size() - kMostWatched;
  all.resize(kMostWatched);
  return left_out;
}

}  // namespace lifeguard::vector_store
