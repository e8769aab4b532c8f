#include "alerts/rules/long_transaction.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {

using namespace postgres;

std::vector<Finding> LongTransaction::inspect(const View& now) const {
  const Activity& activity = *postgres_facts(now).activity;

  std::map<ClientGroup, std::vector<const Session*>> groups;
  for (const Session& session : activity.sessions) {
    if (!is_client(session) || !session.transaction_start) continue;
    if (is_named(config_.ignore_applications, session.application)) continue;
    if (leak_.enabled && is_leak_suspect(session, activity, leak_.ignore_applications)) continue;
    if (judge(age(activity, *session.transaction_start), config_.open))
      groups[group_of(session)].push_back(&session);
  }

  std::vector<Finding> findings;
  for (auto& [group, sessions] : groups) {
    std::sort(sessions.begin(), sessions.end(),
              [](const Session* a, const Session* b) { return a->transaction_start < b->transaction_start; });
    const Session& oldest = *sessions.front();
    const Seconds open = age(activity, *oldest.transaction_start);

    Finding finding;
    finding.key = key_of(group);
    finding.severity = *judge(open, config_.open);
    finding.since = now.snapshot.taken - open;
    finding.summary = in_words(group) + " has " + counted(sessions.size(), "transaction") +
                      " open for long, the oldest for " + in_words(open);
    if (oldest.xmin_age) {
      finding.summary += "; vacuum cannot remove what the last " + std::to_string(*oldest.xmin_age) +
                         " transactions left behind";
    }
    for (std::size_t i = 0; i < std::min(sessions.size(), kMaxEvidence); ++i) {
      Evidence evidence = evidence_of(*sessions[i], activity);
      evidence.emplace_back("transaction open for", in_words(age(activity, *sessions[i]->transaction_start)));
      finding.evidence.push_back(std::move(evidence));
    }
    finding.remedy = "SELECT pg_terminate_backend(" + std::to_string(oldest.pid) +
                     ");  -- ends it and rolls back; do less per transaction in " +
                     (group.application.empty() ? "the application" : group.application);
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
