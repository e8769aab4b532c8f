#include "alerts/rules/long_transaction.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/rules/xmin_holders.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {

using namespace postgres;

namespace {

// connection_leak speaks of those that have been idle for long enough, not of one between two statements.
bool told_as_leak(const Session& session, const Activity& activity, const ConnectionLeakConfig& leak) {
  return leak.enabled && is_leak_suspect(session, activity, leak.ignore_applications) &&
         age(activity, *session.state_change) >= leak.idle_in_transaction.warning;
}

bool is_vacuum(const Session& session, const postgres::Facts& facts) {
  if (!facts.transactions) return false;
  const auto& vacuums = facts.transactions->vacuums;
  return std::any_of(vacuums.begin(), vacuums.end(),
                     [&](const VacuumProgress& vacuum) { return vacuum.pid == session.pid; });
}

// Nullopt when it holds nothing back, or when that is not known.
std::optional<std::int64_t> held_back(const Session& session, const std::vector<XminHolder>& holders) {
  for (const XminHolder& holder : holders) {
    if (holder.kind == XminHolder::Kind::backend && holder.session == &session) return holder.age;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Finding> LongTransaction::inspect(const View& now) const {
  const postgres::Facts& facts = postgres_facts(now);
  const Activity& activity = *facts.activity;

  std::map<ClientGroup, std::vector<const Session*>> groups;
  for (const Session& session : activity.sessions) {
    if (!is_client(session) || !session.transaction_start) continue;
    if (is_named(config_.ignore_applications, session.application)) continue;
    if (told_as_leak(session, activity, leak_) || is_vacuum(session, facts)) continue;
    if (judge(age(activity, *session.transaction_start), config_.open))
      groups[group_of(session)].push_back(&session);
  }

  if (groups.empty()) return {};

  // What a standby's sessions hold back is its primary's to say.
  const auto holders = facts.identity.in_recovery ? std::vector<XminHolder>{} : xmin_holders(facts);
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
    if (const auto held = held_back(oldest, holders)) {
      finding.summary +=
          "; vacuum cannot remove what the last " + transactions_in_words(*held) + " left behind";
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
