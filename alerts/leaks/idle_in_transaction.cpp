#include <set>

#include "alerts/leaks/signs.hpp"
#include "alerts/leaks/suspects.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard::leaks {
namespace {

using namespace postgres;

std::set<int> blockers(const Activity& activity) {
  std::set<int> pids;
  if (!activity.locks) return pids;
  for (const LockWait& wait : activity.locks->waits)
    pids.insert(wait.blocked_by.begin(), wait.blocked_by.end());
  return pids;
}

bool holds_vacuum_back(const Session& session) {
  return session.xid || session.xmin;
}

std::string harm_of(const Suspects& suspects, const std::set<int>& blocking, const Activity& activity,
                    Seconds too_long) {
  for (const Session* session : suspects) {
    if (blocking.contains(session->pid)) return "blocks others with them";
  }
  for (const Session* session : suspects) {
    if (holds_vacuum_back(*session) && quiet_for(*session, activity) >= too_long)
      return "keeps vacuum from removing old rows with them";
  }
  return "";
}

}  // namespace

std::vector<Sign> idle_in_transaction(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sign> signs;
  const Activity* activity = activity_of(layers);
  if (!activity) return signs;
  const auto& limits = config.idle_in_transaction;
  const std::set<int> blocking = blockers(*activity);
  const auto held = suspects_by_client(*activity, config, [&](const Session& session) {
    return is_idle_in_transaction(session) && quiet_for(session, *activity) >= limits.clear;
  });
  for (const auto& [one, sessions] : held) {
    const ClientGroup group = group_of(*one);
    const Seconds longest = quiet_for(*sessions.front(), *activity);
    Sign sign = sign_of(Kind::idle_in_transaction, group);
    sign.connections = static_cast<int>(sessions.size());
    sign.since = layers.server->taken - longest;
    sign.strength = std::min(*judge(longest, limits), Severity::warning);
    sign.text = "holds " + counted(sessions.size(), "session") + " idle in transaction, the oldest for " +
                in_words(longest);
    if (sign.strength == Severity::warning) sign.harm = harm_of(sessions, blocking, *activity, limits.critical);
    sign.evidence = evidence_of(sessions, *activity);
    sign.remedy =
        end_sessions(group, "state LIKE 'idle in transaction%'", limits.warning) +
        "  -- frees the slots; then find the path that takes a connection after the last query and, on "
        "an error, neither ends its transaction nor releases it";
    signs.push_back(std::move(sign));
  }
  return signs;
}

}  // namespace lifeguard::leaks
