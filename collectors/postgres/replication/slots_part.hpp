#pragma once

#include <map>

#include "collectors/postgres/part.hpp"
#include "collectors/postgres/replication/facts.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Since when each slot is seen inactive, for servers that do not tell (before 17).
class InactiveSlots {
 public:
  void look(Slots&);

 private:
  std::map<std::string, TimePoint> since_;
};

/// Part `replication_slots`.
class SlotsPart : public PeriodicPart {
 public:
  explicit SlotsPart(const PostgresConfig& config)
      : PeriodicPart("replication_slots", config.interval, {"replication_slots"}) {}

  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void start_anew() override { inactive_ = {}; }
  std::vector<Sample> samples(const Facts&) const override;

 private:
  InactiveSlots inactive_;
};

}  // namespace lifeguard::postgres
