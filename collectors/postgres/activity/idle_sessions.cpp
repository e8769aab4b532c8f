#include "collectors/postgres/activity/idle_sessions.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "collectors/postgres/rows.hpp"

namespace lifeguard::postgres {
namespace {

std::vector<int> pids_of(const std::vector<Session>& sessions) {
  std::vector<int> pids;
  pids.reserve(sessions.size());
  for (const Session& session : sessions) pids.push_back(session.pid);
  std::sort(pids.begin(), pids.end());
  return pids;
}

// Each look has texts of its own: a session idle for a day would keep those of a whole look for a day.
void move_texts_together(std::unordered_map<int, Session>& sessions, sql::Exposure exposure) {
  std::size_t length = 0;
  for (const auto& [pid, session] : sessions) length += session.query.raw().size();
  const auto texts = std::make_shared<std::string>();
  texts->reserve(length);  // so that it never moves while statements look into it
  for (auto& [pid, session] : sessions) {
    const std::size_t at = texts->size();
    texts->append(session.query.raw());
    session.query = sql::Statement(texts, std::string_view(*texts).substr(at), exposure);
  }
}

}  // namespace

void IdleSessions::complete(Look& look) {
  std::vector<Session>& sessions = look.activity.sessions;
  const std::vector<int> sent = pids_of(sessions);
  const bool is_listed = look.present.has_value();
  if (is_listed) present_ = std::move(*look.present);
  std::unordered_map<int, Session> still;
  still.reserve(present_.size());
  for (const Look::Present& present : present_) {
    if (std::binary_search(sent.begin(), sent.end(), present.pid)) continue;
    const auto known = idle_.find(present.pid);
    if (known == idle_.end() || (is_listed && known->second.query_start != present.query_start)) {
      throw PgError("", "activity: a session changed while we looked; all are asked for anew");
    }
    still.insert(idle_.extract(known));
  }
  move_texts_together(still, exposure_);

  const std::size_t rows = sessions.size();
  sessions.reserve(rows + still.size());
  for (const auto& [pid, session] : still) sessions.push_back(session);
  idle_ = std::move(still);
  for (std::size_t row = 0; row < rows; ++row) {
    if (sessions[row].state == SessionState::idle) idle_.emplace(sessions[row].pid, sessions[row]);
  }
}

void IdleSessions::forget() {
  idle_.clear();
  present_.clear();
}

}  // namespace lifeguard::postgres
