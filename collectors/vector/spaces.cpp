#include "collectors/vector/spaces.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lifeguard::vector_store {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOtherNames{{{"euclid", "l2"},
                                                                                    {"euclidean", "l2"},
                                                                                    {"l2-squared", "l2"},
                                                                                    {"dot", "ip"},
                                                                                    {"dotproduct", "ip"},
                                                                                    {"inner_product", "ip"}}};

}  // namespace

std::string space_named(std::string_view name) {
  std::string lowered(name);
  std::ranges::transform(lowered, lowered.begin(), lower);
  const auto* other =
      std::ranges::find(kOtherNames, lowered, &std::pair<std::string_view, std::string_view>::first);
  return other == kOtherNames.end() ? lowered : std::string(other->second);
}

double distance_of_score(double score, std::string_view space) {
  if (space == "cosine") return 1 - score;
  return space == "ip" ? -score : score;
}

}  // namespace lifeguard::vector_store
