#include "collectors/postgres/waits/executions.hpp"

namespace lifeguard::postgres {

void Executions::follow(const Activity& activity) {
  for (const Session& session : activity.sessions) {
    if (session.state != SessionState::active || !session.query_start || !is_client(session)) continue;
    Execution& execution = running_[session.pid];
    if (execution.backend_start != session.backend_start || execution.query_start != *session.query_start) {
      execution = {session.backend_start, *session.query_start, {}, false};
    }
    execution.last_seen = activity.taken;
    if (execution.is_slow || waits_for_lock(session)) continue;
    if (age(activity, execution.query_start) < slow_after_) continue;
    execution.is_slow = true;
    ++slow_;
  }
  std::erase_if(running_, [&](const auto& entry) { return entry.second.last_seen != activity.taken; });
}

}  // namespace lifeguard::postgres
