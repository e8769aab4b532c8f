#include "collectors/vector/recall.hpp"

#include <algorithm>
#include <cmath>

namespace lifeguard::vector_store {
namespace {

constexpr double kTolerance = 1e-5;  // what is left of the same number after single precision and a square root
constexpr double kUnitTolerance = 1e-2;
constexpr std::size_t kMostLost = 5;

bool as_near(double distance, double nearest) {
  return distance - nearest <= kTolerance * std::max(1.0, std::abs(nearest));
}

bool has_unit_length(const std::vector<float>& values) {
  double square = 0;
  for (const float value : values) square += static_cast<double>(value) * static_cast<double>(value);
  return std::abs(std::sqrt(square) - 1) < kUnitTolerance;
}

bool is_zero(const std::vector<float>& values) {
  return std::ranges::all_of(values, [](float each) { return each == 0; });
}

}  // namespace

Search judge(const StoredVector& searched, const std::vector<Neighbour>& results, const std::string& space) {
  if (space == "cosine" && is_zero(searched.values)) return Search::tells_nothing;
  const auto itself = std::ranges::find(results, searched.id, &Neighbour::id);
  if (space == "ip") {
    if (itself != results.end()) return Search::found;
    return has_unit_length(searched.values) ? Search::lost : Search::tells_nothing;
  }
  if (results.empty()) return Search::lost;
  const double nearest = results.front().distance;
  if (itself != results.end()) return as_near(itself->distance, nearest) ? Search::found : Search::lost;
  // Its duplicates alone may fill the results.
  const bool all_alike = results.size() > 1 && as_near(results.back().distance, nearest);
  return all_alike ? Search::found : Search::lost;
}

void add(SelfRecall& recall, const StoredVector& searched, const std::vector<Neighbour>& results,
         const Collection& collection, int wanted) {
  if (collection.index.space == "cosine" && is_zero(searched.values)) return;
  recall.results += static_cast<int>(results.size());
  if (collection.vectors)
    recall.results_expected += static_cast<int>(std::min<std::int64_t>(wanted, *collection.vectors));
  const Search search = judge(searched, results, collection.index.space);
  if (search == Search::tells_nothing) return;
  ++recall.searched;
  if (search == Search::found) {
    ++recall.found;
  } else if (recall.lost.size() < kMostLost) {
    recall.lost.push_back(searched.id);
  }
}

bool lacks(const SelfRecall& recall) {
  return recall.error.empty() && (recall.found < recall.searched || recall.results < recall.results_expected);
}

void compare(SelfRecall& recall, const std::vector<Neighbour>& exact, const std::vector<Neighbour>& results) {
  if (exact.empty()) return;
  const double farthest = exact.back().distance;
  const auto found = std::ranges::count_if(results, [&](const Neighbour& each) {
    return each.distance <= farthest || as_near(each.distance, farthest);
  });
  recall.exact += static_cast<int>(exact.size());
  recall.exact_found += static_cast<int>(std::min<std::ptrdiff_t>(found, std::ssize(exact)));
}

}  // namespace lifeguard::vector_store
