#include "alerts/leaks/suspects.hpp"

#include <algorithm>
#include <cmath>

#include "alerts/rules/sessions.hpp"

namespace lifeguard::leaks {

using namespace postgres;

bool is_suspect(const Session& session, const Activity& activity, const ConnectionLeakConfig& config) {
  const bool quiet = session.state == SessionState::idle || is_idle_in_transaction(session);
  return quiet && is_client(session) && session.state_change &&
         !is_named(config.ignore_applications, session.application) &&
         !keeps_session_on_purpose(session, activity);
}

Seconds quiet_for(const Session& session, const Activity& activity) {
  return age(activity, *session.state_change);
}

std::map<const Session*, Suspects, ByGroup> suspects_by_client(
    const Activity& activity, const ConnectionLeakConfig& config,
    const std::function<bool(const Session&)>& fits) {
  std::map<const Session*, Suspects, ByGroup> groups;
  for (const Session& session : activity.sessions) {
    if (is_suspect(session, activity, config) && fits(session)) groups[&session].push_back(&session);
  }
  const auto longest_first = [](const Session* a, const Session* b) {
    return a->state_change < b->state_change;
  };
  for (auto& [one, suspects] : groups) std::stable_sort(suspects.begin(), suspects.end(), longest_first);
  return groups;
}

std::vector<Evidence> evidence_of(const Suspects& suspects, const Activity& activity) {
  std::vector<Evidence> evidence;
  for (std::size_t i = 0; i < std::min(suspects.size(), kMaxEvidence); ++i) {
    evidence.push_back(lifeguard::evidence_of(*suspects[i], activity));
  }
  return evidence;
}

namespace {

std::string end_those_where(const std::string& condition, Seconds quiet) {
  const long seconds = std::max(1L, std::lround(std::floor(quiet.count())));
  return "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + condition +
         " AND state_change < now() - interval '" + std::to_string(seconds) + " s';";
}

}  // namespace

std::string end_sessions(const ClientGroup& group, const std::string& state, Seconds quiet) {
  return end_those_where(where_clause(group) + " AND " + state, quiet);
}

std::string end_sessions(const std::vector<int>& pids, Seconds quiet) {
  std::string list;
  for (const int pid : pids) list += (list.empty() ? "" : ", ") + std::to_string(pid);
  return end_those_where("pid IN (" + list + ") AND state LIKE 'idle%'", quiet);
}

}  // namespace lifeguard::leaks
