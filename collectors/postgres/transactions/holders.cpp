#include "collectors/postgres/transactions/holders.hpp"

#include <algorithm>
#include <set>

namespace lifeguard::postgres {
namespace {

std::set<std::uint32_t> running_xids(const Facts& facts) {
  std::set<std::uint32_t> xids;
  for (const Session& session : facts.activity->sessions) {
    if (session.xid) xids.insert(session.xid->id);
  }
  for (const PreparedTransaction& prepared : facts.transactions->prepared) xids.insert(prepared.xid.id);
  return xids;
}

std::optional<std::int64_t> age_held(const Session& session, const std::set<std::uint32_t>& running) {
  if (session.xmin && !running.contains(session.xmin->id)) return session.xmin->age;
  if (session.xid) return session.xid->age;
  return std::nullopt;
}

// Vacuum does not wait for vacuum; a parallel worker looks through its leader's snapshot.
bool holds_for_itself(const Session& session, const Transactions& transactions) {
  if (session.leader_pid) return false;
  return std::none_of(transactions.vacuums.begin(), transactions.vacuums.end(),
                      [&](const VacuumProgress& vacuum) { return vacuum.pid == session.pid; });
}

bool serves_standby(const Session& session) {
  return session.backend_type == "walsender" && session.database.empty();
}

const Session* session_of(const Activity& activity, std::optional<int> pid) {
  const auto found = std::find_if(activity.sessions.begin(), activity.sessions.end(),
                                  [&](const Session& session) { return session.pid == pid; });
  return found == activity.sessions.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(XminHolder::Kind kind) {
  switch (kind) {
    case XminHolder::Kind::backend:
      return "backend";
    case XminHolder::Kind::slot:
      return "slot";
    case XminHolder::Kind::prepared:
      return "prepared";
    case XminHolder::Kind::standby:
      return "standby";
  }
  return "backend";
}

std::vector<XminHolder> xmin_holders(const Facts& facts, std::int64_t least) {
  std::vector<XminHolder> holders;
  if (!facts.activity || !facts.transactions) return holders;
  const Activity& activity = *facts.activity;
  const Transactions& transactions = *facts.transactions;

  const std::set<std::uint32_t> running = running_xids(facts);
  for (const Session& session : activity.sessions) {
    const auto age = age_held(session, running);
    if (!age || *age < least || !holds_for_itself(session, transactions)) continue;
    const auto kind = serves_standby(session) ? XminHolder::Kind::standby : XminHolder::Kind::backend;
    holders.push_back({kind, *age, &session});
  }
  for (const SlotHorizon& slot : transactions.slots) {
    const std::int64_t age = std::max(slot.rows.value_or(0), slot.system.value_or(0));
    if (age < least) continue;
    holders.push_back({XminHolder::Kind::slot, age, session_of(activity, slot.active_pid), &slot});
  }
  for (const PreparedTransaction& prepared : transactions.prepared) {
    if (prepared.xid.age < least) continue;
    holders.push_back({XminHolder::Kind::prepared, prepared.xid.age, nullptr, nullptr, &prepared});
  }
  std::stable_sort(holders.begin(), holders.end(),
                   [](const XminHolder& a, const XminHolder& b) { return a.age > b.age; });
  return holders;
}

}  // namespace lifeguard::postgres
