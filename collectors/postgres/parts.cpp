#include "collectors/postgres/parts.hpp"

#include "collectors/postgres/activity/part.hpp"
#include "collectors/postgres/locks/part.hpp"
#include "collectors/postgres/posture/part.hpp"
#include "collectors/postgres/server/part.hpp"

namespace lifeguard::postgres {

std::vector<std::unique_ptr<Part>> make_parts(const PostgresConfig& config) {
  std::vector<std::unique_ptr<Part>> parts;
  parts.push_back(std::make_unique<ActivityPart>(config));
  parts.push_back(std::make_unique<LocksPart>());  // after activity, to which it adds
  parts.push_back(std::make_unique<ServerPart>(config));
  parts.push_back(std::make_unique<PosturePart>(config));
  return parts;
}

}  // namespace lifeguard::postgres
