#include "alerts/rules/slow_query.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/rules/slow_statements.hpp"
#include "alerts/rules/statements.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

Seconds running_for(const Session& session, const Activity& activity) {
  return age(activity, *session.query_start);
}

std::string pid_list(const std::vector<const Session*>& sessions) {
  std::string list;
  for (const Session* session : sessions) list += (list.empty() ? "" : ", ") + std::to_string(session->pid);
  return list;
}

// pg_stat_statements may know it by a text that is not cut off.
std::string key_of(const Session& session, const Statements* statements) {
  if (statements && session.query_id) {
    for (const ShownStatement& statement : statements->shown) {
      const bool is_same = statement.id.query == *session.query_id && statement.database == session.database;
      if (is_same && (statement.text || statement.text_lost)) return statement_key(statement);
    }
  }
  return statement_key(session.database, session.query.fingerprint());
}

// One key, seen both ways: the more severe tells, and the other adds what it has seen.
void merge(Finding& into, Finding other) {
  if (other.severity > into.severity) std::swap(into, other);
  into.since = std::min(into.since, other.since);
  into.evidence.insert(into.evidence.begin() + 1, other.evidence.begin(), other.evidence.begin() + 1);
  if (into.evidence.size() > kMaxEvidence) into.evidence.resize(kMaxEvidence);
}

}  // namespace

bool SlowQuery::can_clear(const View& view, const Incident& incident) const {
  return !lacks_window(view, incident) && !lacks_past(view, incident, config_);
}

std::vector<Finding> SlowQuery::inspect(const View& now) const {
  std::vector<Finding> findings = running_now(now);
  for (Finding& finished : slow_statements(now, config_)) {
    const auto same = std::find_if(findings.begin(), findings.end(),
                                   [&](const Finding& finding) { return finding.key == finished.key; });
    if (same == findings.end()) {
      findings.push_back(std::move(finished));
    } else {
      merge(*same, std::move(finished));
    }
  }
  return worst_first(std::move(findings));
}

std::vector<Finding> SlowQuery::running_now(const View& now) const {
  const Activity& activity = *postgres_facts(now).activity;

  std::map<std::string, std::vector<const Session*>> slow;  // by database and statement
  for (const Session& session : activity.sessions) {
    const bool runs = is_client(session) && session.state == SessionState::active && session.query_start &&
                      !waits_for_lock(session);
    if (!runs || is_named(config_.ignore_applications, session.application)) continue;
    if (!judge(running_for(session, activity), config_.running)) continue;
    slow[key_of(session, known_window(now))].push_back(&session);
  }

  std::vector<Finding> findings;
  for (auto& [key, sessions] : slow) {
    std::sort(sessions.begin(), sessions.end(),
              [](const Session* a, const Session* b) { return a->query_start < b->query_start; });
    const Session& slowest = *sessions.front();
    const Seconds longest = running_for(slowest, activity);

    Finding finding;
    finding.key = key;
    finding.severity = *judge(longest, config_.running);
    finding.since = now.snapshot.taken - longest;
    finding.summary = counted(sessions.size(), "session") + " of " + in_words(group_of(slowest)) + " " +
                      (sessions.size() == 1 ? "has" : "have") + " run one statement for " + in_words(longest) +
                      ": " + slowest.query.text(200);
    for (std::size_t i = 0; i < std::min(sessions.size(), kMaxEvidence); ++i) {
      finding.evidence.push_back(evidence_of(*sessions[i], activity));
    }
    finding.remedy = "SELECT pid, pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid IN (" +
                     pid_list(sessions) +
                     ") AND state = 'active';  -- then EXPLAIN (ANALYZE, BUFFERS) it with its parameters";
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace lifeguard
