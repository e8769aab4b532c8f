#include "alerts/rule.hpp"

namespace lifeguard {

const Snapshot* View::target(std::string_view name) const {
  for (const SnapshotPtr& other : targets) {
    if (other->target == name && other->up) return other.get();
  }
  return nullptr;
}

}  // namespace lifeguard
