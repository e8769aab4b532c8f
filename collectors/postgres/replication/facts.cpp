#include "collectors/postgres/replication/facts.hpp"

namespace lifeguard::postgres {

std::string in_words(const Standby& standby) {
  std::string where = standby.client.empty() ? "a local socket" : standby.client;
  if (!standby.slot.empty()) where = "slot " + standby.slot + ", " + where;
  const std::string name = standby.application.empty() ? "without a name" : standby.application;
  return (standby.logical ? "subscriber " : "standby ") + name + " (" + where + ")";
}

std::string identity_of(const Standby& standby) {
  if (!standby.slot.empty()) return "slot " + standby.slot;
  return standby.application + "/" + (standby.client.empty() ? "local" : standby.client);
}

bool is_lost(const Slot& slot) {
  return slot.wal_status == "lost" || slot.conflicting || !slot.invalidation_reason.empty();
}

}  // namespace lifeguard::postgres
