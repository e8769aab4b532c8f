#include "collectors/postgres/locks/part.hpp"

#include <algorithm>
#include <map>

#include "collectors/postgres/lock_graph.hpp"
#include "collectors/postgres/read.hpp"

namespace lifeguard::postgres {
namespace {

// Someone this long idle in a transaction may be a leak, and then it matters whether it holds an advisory lock.
constexpr Seconds kSuspiciousIdle{5};

bool worth_a_look(const Activity& activity) {
  return std::any_of(activity.sessions.begin(), activity.sessions.end(), [&](const Session& session) {
    const bool lingers = is_idle_in_transaction(session) && session.state_change &&
                         activity.taken - *session.state_change > kSuspiciousIdle;
    return waits_for_lock(session) || lingers;
  });
}

std::map<int, int> leaders(const Activity& activity) {
  std::map<int, int> leader_of;
  for (const Session& session : activity.sessions) {
    if (session.leader_pid) leader_of.emplace(session.pid, *session.leader_pid);
  }
  return leader_of;
}

}  // namespace

std::vector<Query> LocksPart::ask(const Facts&, int server_version) {
  return look_ ? files({"locks"}, server_version) : std::vector<Query>{};
}

void LocksPart::take(const Answers& answers, Facts& facts) {
  const std::vector<LockRow> rows = read_locks(answers.rows("locks"));
  if (facts.activity) facts.activity->locks = lock_graph(rows, leaders(*facts.activity));
}

void LocksPart::forget(Facts& facts) const {
  if (facts.activity) facts.activity->locks.reset();
}

void LocksPart::observe(Facts& facts) {
  if (facts.activity) look_ = worth_a_look(*facts.activity);
}

}  // namespace lifeguard::postgres
