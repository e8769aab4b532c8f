#include "collectors/postgres/databases/rotation.hpp"

#include <algorithm>

namespace lifeguard::postgres {

std::vector<std::string> Rotation::next(const std::string& own, const std::vector<std::string>& all) {
  std::vector<std::string> others = all;
  const bool own_is_there = std::erase(others, own) > 0;
  std::sort(others.begin(), others.end());
  std::vector<std::string> round;
  if (own_is_there) round.push_back(own);
  const std::size_t room = std::min(others.size(), kMostPerRound - round.size());
  if (room < others.size()) {
    std::rotate(others.begin(), std::upper_bound(others.begin(), others.end(), last_), others.end());
  }
  round.insert(round.end(), others.begin(), others.begin() + static_cast<std::ptrdiff_t>(room));
  last_ = round.empty() ? "" : round.back();
  return round;
}

}  // namespace lifeguard::postgres
