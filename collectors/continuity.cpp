#include "collectors/continuity.hpp"

#include <algorithm>

namespace lifeguard {
namespace {

const PartResult* part_named(const Snapshot& snapshot, const std::string& name) {
  const auto found = std::find_if(snapshot.parts.begin(), snapshot.parts.end(),
                                  [&](const PartResult& part) { return part.part == name; });
  return found == snapshot.parts.end() ? nullptr : &*found;
}

}  // namespace

void continue_from(const Snapshot* previous, Snapshot& snapshot) {
  if (snapshot.up) {
    snapshot.last_success = snapshot.taken;
    return;
  }
  snapshot.down_since = snapshot.taken;
  if (previous) {
    snapshot.last_success = previous->last_success;
    if (!previous->up) snapshot.down_since = previous->down_since;
    snapshot.backend = previous->backend;
    snapshot.server = previous->server;
    if (snapshot.parts.empty()) snapshot.parts = previous->parts;
  }
  for (PartResult& part : snapshot.parts) {
    part.success = false;
    const bool said_before = previous && !previous->up && part.error == previous->error;
    if (part.error.empty() || said_before) part.error = snapshot.error;
  }
}

std::vector<std::string> news(const Snapshot* previous, const Snapshot& snapshot) {
  const bool was_up = !previous || previous->up;
  if (!snapshot.up) {
    if (!was_up && previous->error == snapshot.error) return {};
    return {snapshot.error};
  }
  if (!was_up) return {"answers again"};
  std::vector<std::string> lines;
  for (const PartResult& part : snapshot.parts) {
    const PartResult* before = previous ? part_named(*previous, part.part) : nullptr;
    const std::string before_error = before ? before->error : "";
    if (part.error == before_error) continue;
    lines.push_back(part.error.empty() ? part.part + ": collected again" : part.error);
  }
  return lines;
}

}  // namespace lifeguard
