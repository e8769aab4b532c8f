#include "collectors/postgres/facts.hpp"

#include <algorithm>
#include <cstring>

namespace lifeguard::postgres {

using namespace std::string_view_literals;

namespace {

// Lengths tell most names apart without a look at them.
int shorter_first(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return std::memcmp(a.data(), b.data(), a.size());
}

}  // namespace

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
  for (const auto name : {&Session::application, &Session::client, &Session::user, &Session::database}) {
    if (const int order = shorter_first(a->*name, b->*name); order != 0) return order < 0;
  }
  return false;
}

Seconds age(const Activity& activity, TimePoint since) {
  return std::max(Seconds(activity.taken - since), Seconds(0));
}

}  // namespace lifeguard::postgres
