#include "traces/executions.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lifeguard::traces {

using namespace postgres;

namespace {

constexpr std::size_t kMostRunning = 4096;
constexpr std::size_t kMostWaits = 32;
constexpr std::size_t kMostBlockers = 5;
constexpr std::size_t kMostConcerns = 8;

bool is_at_rest(const Session& session) {
  return session.state == SessionState::idle || is_idle_in_transaction(session);
}

Execution execution_of(const Session& session) {
  Execution execution;
  execution.pid = session.pid;
  execution.backend_start = session.backend_start;
  execution.start = *session.query_start;
  execution.database = session.database;
  execution.user = session.user;
  execution.application = session.application;
  execution.client = session.client;
  execution.client_port = session.client_port;
  execution.query_id = session.query_id;
  execution.statement = session.query;
  execution.named = session.trace;
  return execution;
}

std::unordered_map<int, const Session*> by_pid(const Activity& activity) {
  std::unordered_map<int, const Session*> sessions;
  for (const Session& session : activity.sessions) sessions.emplace(session.pid, &session);
  return sessions;
}

Blocker blocker_of(int pid, const Session* session) {
  constexpr std::size_t kText = 300;
  if (!session) return {pid, "", std::nullopt};
  const auto trace = session->trace ? session->trace : sql::trace_of(session->query.raw()).context;
  return {pid, session->query.text(kText), trace};
}

}  // namespace

void Executions::begin_anew() {
  backends_.clear();
  running_ = 0;
  before_.reset();
}

std::vector<Execution> Executions::follow(const Activity& activity, Seconds span) {
  taken_ = activity.taken;
  span_ = span;
  for (const Session& session : activity.sessions) {
    // What the role may not see any more has not ended for that.
    const bool is_hidden = session.state == SessionState::hidden && backends_.contains(session.pid);
    if (!is_hidden && !is_client(session)) continue;
    Backend& backend = backends_[session.pid];
    backend.seen = taken_;
    if (!is_hidden) see(session, backend);
  }
  see_locks(activity);
  see_workers(activity);
  for (auto at = backends_.begin(); at != backends_.end();) {
    Backend& backend = at->second;
    const bool is_gone = backend.seen != taken_;
    if (is_gone && backend.running) end(backend, backend.running->last_seen, EndBy::last_seen, false);
    at = is_gone ? backends_.erase(at) : std::next(at);
  }
  before_ = taken_;
  return std::exchange(ended_, {});
}

void Executions::see(const Session& session, Backend& backend) {
  const bool is_new = !backend.start && !backend.last_query && !backend.running;
  if (!is_new && backend.start != session.backend_start) {
    // Another process has got the number.
    if (backend.running) end(backend, backend.running->last_seen, EndBy::last_seen, false);
    backend = {};
    backend.seen = taken_;
  }
  const bool began_since = before_ && session.backend_start && *session.backend_start > *before_;
  const bool is_unknown = is_new && !began_since;
  backend.start = session.backend_start;
  if (!session.query_start) return;

  const bool is_same = backend.last_query == session.query_start;
  if (session.state == SessionState::active) {
    if (!is_same) {
      if (backend.running) end(backend, *session.query_start, EndBy::next_statement, false);
      begin(session, backend);
    }
    if (backend.running) see_waits(session, *backend.running);
  } else if (is_at_rest(session) && session.state_change) {
    const bool failed = session.state == SessionState::idle_in_transaction_aborted;
    if (is_same) {
      if (backend.running) end(backend, *session.state_change, EndBy::state_change, failed);
    } else {
      if (backend.running) end(backend, *session.query_start, EndBy::next_statement, false);
      if (!is_unknown) end_unseen(session, backend);
    }
    if (is_unknown) recognise(session, backend);
    backend.last_query = session.query_start;
  }
}

Execution Executions::recognise(const Session& session, Backend& backend) const {
  Execution execution = execution_of(session);
  backend.context_since = backend.contexts.first_seen(session, execution.start);
  execution.context_since = backend.context_since;
  return execution;
}

Execution Executions::latest_of(const Session& session) const {
  Execution execution = execution_of(session);
  const bool is_over = is_at_rest(session) && session.state_change;
  execution.end = std::max(is_over ? *session.state_change : taken_, execution.start);
  const auto backend = backends_.find(session.pid);
  const bool is_known = backend != backends_.end() && backend->second.last_query == session.query_start;
  execution.context_since = is_known ? backend->second.context_since : execution.start;
  return execution;
}

bool Executions::follows(const Session& session) const {
  const auto found = backends_.find(session.pid);
  if (found == backends_.end()) return false;
  const Backend& backend = found->second;
  return backend.running ? backend.running->execution.start == session.query_start
                         : backend.last_given && backend.last_given == session.query_start;
}

void Executions::note(int pid, Concern concern) {
  const auto found = backends_.find(pid);
  if (found == backends_.end() || !found->second.running) return;
  std::vector<Concern>& concerns = found->second.running->execution.concerns;
  const bool is_known = std::any_of(concerns.begin(), concerns.end(), [&](const Concern& known) {
    return known.dedup_key == concern.dedup_key && known.severity == concern.severity;
  });
  if (is_known || concerns.size() == kMostConcerns) return;
  concern.at = taken_;
  concerns.push_back(std::move(concern));
}

void Executions::begin(const Session& session, Backend& backend) {
  backend.last_query = session.query_start;
  Execution execution = recognise(session, backend);
  if (running_ >= kMostRunning) {
    ++left_alone_;
    return;
  }
  backend.running = std::make_unique<Running>();
  backend.running->execution = std::move(execution);
  ++running_;
}

void Executions::end(Backend& backend, TimePoint at, EndBy by, bool failed) {
  Execution& execution = backend.running->execution;
  execution.end = std::max(at, execution.start);
  execution.end_by = by;
  execution.failed = failed;
  backend.last_given = execution.start;
  ended_.push_back(std::move(execution));
  backend.running.reset();
  --running_;
}

// It began and ended since the look before, and the server's stamps tell all of it but its waits.
void Executions::end_unseen(const Session& session, Backend& backend) {
  Execution& execution = ended_.emplace_back(recognise(session, backend));
  backend.last_given = execution.start;
  execution.end = std::max(*session.state_change, execution.start);
  execution.end_by = EndBy::state_change;
  execution.failed = session.state == SessionState::idle_in_transaction_aborted;
}

void Executions::see_waits(const Session& session, Running& running) const {
  Execution& execution = running.execution;
  running.last_seen = taken_;
  ++execution.looks;
  execution.statement =
      session.query;  // the texts of a look are one piece of memory: none older than this is kept
  const bool waited = std::exchange(running.waits, !session.wait_event_type.empty());
  if (!running.waits) return;
  std::vector<Wait>& waits = execution.waits;
  const bool goes_on = waited && span_ > Seconds(0) && !waits.empty() && execution.waits_left_out == 0 &&
                       waits.back().type == session.wait_event_type && waits.back().event == session.wait_event;
  if (!goes_on) {
    if (waits.size() == kMostWaits) {
      ++execution.waits_left_out;
      return;
    }
    waits.push_back({session.wait_event_type,
                     session.wait_event,
                     std::max(taken_ - span_, execution.start),
                     taken_,
                     0,
                     {}});
  }
  waits.back().to = taken_;
  ++waits.back().looks;
}

void Executions::see_locks(const Activity& activity) {
  if (!activity.locks || activity.locks->waits.empty()) return;
  const auto sessions = by_pid(activity);
  for (const LockWait& lock : activity.locks->waits) {
    const auto found = backends_.find(lock.pid);
    if (found == backends_.end() || !found->second.running) continue;
    Running& running = *found->second.running;
    Execution& execution = running.execution;
    const bool is_at_it = running.waits && running.last_seen == taken_ && execution.waits_left_out == 0 &&
                          execution.waits.back().type == "Lock";
    if (is_at_it && lock.since && execution.waits.back().looks == 1) {
      execution.waits.back().from = std::clamp(*lock.since, execution.start, std::max(taken_, execution.start));
    }
    for (const int pid : lock.blocked_by) {
      if (is_at_it) {
        std::vector<int>& pids = execution.waits.back().blocked_by;
        if (pids.size() < kMostBlockers && std::find(pids.begin(), pids.end(), pid) == pids.end())
          pids.push_back(pid);
      }
      std::vector<Blocker>& blockers = execution.blockers;
      const bool is_known =
          std::any_of(blockers.begin(), blockers.end(), [&](const Blocker& b) { return b.pid == pid; });
      if (is_known || blockers.size() == kMostBlockers) continue;
      const auto session = sessions.find(pid);
      blockers.push_back(blocker_of(pid, session == sessions.end() ? nullptr : session->second));
    }
  }
}

void Executions::see_workers(const Activity& activity) {
  std::unordered_map<int, int> workers_of;
  for (const Session& session : activity.sessions) {
    if (session.leader_pid && *session.leader_pid != session.pid) ++workers_of[*session.leader_pid];
  }
  for (const auto& [leader, workers] : workers_of) {
    const auto found = backends_.find(leader);
    if (found == backends_.end() || !found->second.running) continue;
    int& most = found->second.running->execution.parallel_workers;
    most = std::max(most, workers);
  }
}

}  // namespace lifeguard::traces
