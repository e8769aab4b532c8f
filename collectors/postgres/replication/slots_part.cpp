#include "collectors/postgres/replication/slots_part.hpp"

#include "collectors/postgres/replication/metrics.hpp"
#include "collectors/postgres/replication/read.hpp"
#include "collectors/postgres/shared_facts.hpp"

namespace lifeguard::postgres {

void InactiveSlots::look(Slots& slots) {
  std::map<std::string, TimePoint> since;
  for (Slot& slot : slots.all) {
    if (slot.active || slot.inactive_since) continue;
    const auto known = since_.find(slot.name);
    slot.inactive_since = known == since_.end() ? slots.taken : known->second;
    slot.inactive_at_least = true;
    since.emplace(slot.name, *slot.inactive_since);
  }
  since_ = std::move(since);
}

void SlotsPart::take(const Answers& answers, Facts& facts) {
  const Rows& rows = answers.rows("replication_slots");
  Slots slots;
  slots.all = read_slots(rows);
  if (rows.size() > 0) slots.taken = rows.column("taken").time(0);
  inactive_.look(slots);
  set(facts.replication, &Replication::slots, std::move(slots));
}

void SlotsPart::forget(Facts& facts) const {
  set(facts.replication, &Replication::slots, std::nullopt);
}

std::vector<Sample> SlotsPart::samples(const Facts& facts) const {
  return slot_samples(*facts.replication->slots);
}

}  // namespace lifeguard::postgres
