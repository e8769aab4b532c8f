#include "alerts/rules/pool_holders.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

std::vector<Evidence> holders(const postgres::Facts& facts) {
  if (!facts.activity) return {};
  struct Count {
    int sessions = 0, active = 0, in_transaction = 0;
  };
  std::map<const Session*, Count, ByGroup> groups;
  for (const Session& session : facts.activity->sessions) {
    if (session.user.empty()) continue;
    Count& count = groups[&session];
    ++count.sessions;
    count.active += session.state == SessionState::active;
    count.in_transaction += is_idle_in_transaction(session);
  }
  std::vector<std::pair<const Session*, Count>> ranking(groups.begin(), groups.end());
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const auto& a, const auto& b) { return a.second.sessions > b.second.sessions; });
  if (ranking.size() > kMaxEvidence) ranking.resize(kMaxEvidence);

  std::vector<Evidence> evidence;
  for (const auto& [session, count] : ranking) {
    evidence.push_back({{"client", in_words(group_of(*session))},
                        {"sessions", std::to_string(count.sessions)},
                        {"active", std::to_string(count.active)},
                        {"idle in transaction", std::to_string(count.in_transaction)}});
  }
  return evidence;
}

}  // namespace

std::vector<Evidence> holders_of(const Pool&, const Snapshot& snapshot) {
  const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts);
  return facts ? holders(*facts) : std::vector<Evidence>{};
}

}  // namespace lifeguard
