#include "alerts/rules/blocked_sessions.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

constexpr int kPreparedTransaction = 0;  // pg_locks shows it without a process

struct Victim {
  const LockWait* wait;
  int depth;  // 1: waits for the root itself
};

class WaitGraph {
 public:
  explicit WaitGraph(const Locks& locks) {
    for (const LockWait& wait : locks.waits) {
      waiting_.insert(wait.pid);
      for (const int blocker : wait.blocked_by) waiters_of_[blocker].push_back(&wait);
    }
  }

  /// Those who hold others up and wait for nobody.
  std::vector<int> roots() const {
    std::vector<int> roots;
    for (const auto& [blocker, waiters] : waiters_of_) {
      if (!waiting_.contains(blocker)) roots.push_back(blocker);
    }
    return roots;
  }

  /// Everyone behind `root`, nearest first, each once.
  std::vector<Victim> behind(int root) const {
    std::vector<Victim> victims;
    std::set<int> seen{root};
    std::vector<int> edge{root};
    for (int depth = 1; !edge.empty(); ++depth) {
      std::vector<int> next;
      for (const int blocker : edge) {
        const auto waiters = waiters_of_.find(blocker);
        if (waiters == waiters_of_.end()) continue;
        for (const LockWait* wait : waiters->second) {
          if (!seen.insert(wait->pid).second) continue;
          victims.push_back({wait, depth});
          next.push_back(wait->pid);
        }
      }
      edge = std::move(next);
    }
    return victims;
  }

 private:
  std::set<int> waiting_;
  std::map<int, std::vector<const LockWait*>> waiters_of_;
};

const Session* session_of(const Activity& activity, int pid) {
  const auto found = std::find_if(activity.sessions.begin(), activity.sessions.end(),
                                  [pid](const Session& session) { return session.pid == pid; });
  return found == activity.sessions.end() ? nullptr : &*found;
}

// Before PostgreSQL 14 the wait's own start is not known: the statement's start is the nearest bound.
Seconds waited(const LockWait& wait, const Activity& activity) {
  if (wait.since) return age(activity, *wait.since);
  const Session* session = session_of(activity, wait.pid);
  return session && session->query_start ? age(activity, *session->query_start) : Seconds(0);
}

std::string describe_root(int root, const Session* session, const Activity& activity) {
  if (root == kPreparedTransaction) return "a prepared transaction";
  if (!session) return "pid " + std::to_string(root);
  std::string text = in_words(group_of(*session)) + ", pid " + std::to_string(root) + ", ";
  if (session->backend_type != "client backend") text += session->backend_type + ", ";
  text += name_of(session->state);
  const auto since = session->state == SessionState::active ? session->query_start : session->state_change;
  if (since) text += " for " + in_words(age(activity, *since));
  return text;
}

std::string remedy_for(int root, const Session* session) {
  const std::string pid = std::to_string(root);
  if (root == kPreparedTransaction) {
    return "SELECT gid, prepared, owner FROM pg_prepared_xacts ORDER BY prepared;  -- then ROLLBACK PREPARED "
           "'gid' "
           "in its database";
  }
  if (session && session->state == SessionState::active) {
    return "SELECT pg_cancel_backend(" + pid +
           ");  -- the statement that holds the lock; if it stays, "
           "pg_terminate_backend(" +
           pid + ")";
  }
  return "SELECT pg_terminate_backend(" + pid +
         ");  -- it holds the lock and does nothing; its transaction is rolled back";
}

}  // namespace

std::vector<Finding> BlockedSessions::inspect(const View& now) const {
  const Activity& activity = *postgres_facts(now).activity;
  if (!activity.locks) return {};

  const WaitGraph graph(*activity.locks);
  std::vector<Finding> findings;
  for (const int root : graph.roots()) {
    const std::vector<Victim> victims = graph.behind(root);
    Seconds longest{0};
    for (const Victim& victim : victims) longest = std::max(longest, waited(*victim.wait, activity));
    auto severity = judge(longest, config_.waiting);
    if (!severity) continue;
    if (*severity == Severity::warning && static_cast<int>(victims.size()) >= config_.critical_sessions) {
      severity = Severity::critical;
    }

    const Session* holder = session_of(activity, root);
    Finding finding;
    finding.key = "pid " + std::to_string(root);
    if (holder && holder->backend_start) finding.key += " of " + rfc3339(*holder->backend_start);
    finding.severity = *severity;
    finding.since = now.snapshot.taken - longest;
    finding.summary = counted(victims.size(), "session") + (victims.size() == 1 ? " waits" : " wait") +
                      " for a lock behind " + describe_root(root, holder, activity) + "; the longest for " +
                      in_words(longest);
    if (holder) {
      Evidence evidence = evidence_of(*holder, activity);
      evidence.insert(evidence.begin(), {"role in the chain", "root: holds the lock"});
      finding.evidence.push_back(std::move(evidence));
    }
    for (const Victim& victim : victims) {
      if (finding.evidence.size() == kMaxEvidence) break;
      const Session* session = session_of(activity, victim.wait->pid);
      Evidence evidence =
          session ? evidence_of(*session, activity) : Evidence{{"pid", std::to_string(victim.wait->pid)}};
      evidence.insert(evidence.begin(), {"role in the chain",
                                         "waits, " + counted(static_cast<std::size_t>(victim.depth), "step") +
                                             " behind the root"});
      evidence.emplace_back("wants", victim.wait->mode + " on " + victim.wait->object);
      finding.evidence.push_back(std::move(evidence));
    }
    finding.remedy = remedy_for(root, holder);
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
