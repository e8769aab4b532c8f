#include "collectors/snapshot.hpp"

#include <algorithm>

namespace lifeguard {

bool has_part(const Snapshot& snapshot, std::string_view part) {
  return std::any_of(snapshot.parts.begin(), snapshot.parts.end(),
                     [&](const PartResult& result) { return result.part == part && result.success; });
}

}  // namespace lifeguard
