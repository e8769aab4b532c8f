#include "collectors/postgres/facts.hpp"

#include <algorithm>
#include <tuple>

namespace lifeguard::postgres {

using namespace std::string_view_literals;

std::string_view name_of(SessionState state) {
  switch (state) {
    case SessionState::active:
      return "active";
    case SessionState::idle:
      return "idle";
    case SessionState::idle_in_transaction:
      return "idle in transaction";
    case SessionState::idle_in_transaction_aborted:
      return "idle in transaction (aborted)";
    case SessionState::other:
      return "other";
    case SessionState::hidden:
      return "hidden";
  }
  return "other";
}

bool is_client_backend(const Session& session) {
  return session.backend_type == "client backend"sv;
}

bool is_client(const Session& session) {
  return is_client_backend(session) && !session.ours;
}

bool waits_for_lock(const Session& session) {
  return session.wait_event_type == "Lock"sv;
}

bool is_idle_in_transaction(const Session& session) {
  return session.state == SessionState::idle_in_transaction ||
         session.state == SessionState::idle_in_transaction_aborted;
}

std::optional<int> used_slots(const Facts& facts) {
  if (!facts.activity) return std::nullopt;
  int used = 0;
  for (const Session& session : facts.activity->sessions) {
    const bool hidden_client = session.state == SessionState::hidden && !session.user.empty();
    if (is_client_backend(session) || hidden_client) ++used;
  }
  return used;
}

ClientGroup group_of(const Session& session) {
  return {session.database, session.user, session.application, session.client};
}

bool ByGroup::operator()(const Session* a, const Session* b) const {
  // What tells most groups apart comes first.
  return std::tie(a->application, a->client, a->user, a->database) <
         std::tie(b->application, b->client, b->user, b->database);
}

Seconds age(const Activity& activity, TimePoint since) {
  return std::max(Seconds(activity.taken - since), Seconds(0));
}

}  // namespace lifeguard::postgres
