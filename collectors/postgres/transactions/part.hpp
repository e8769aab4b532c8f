#pragma once

#include "collectors/postgres/part.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `transactions`: what holds vacuum back, what vacuum does, and how many ids are left.
class TransactionsPart : public PeriodicPart {
 public:
  explicit TransactionsPart(const PostgresConfig& config)
      : PeriodicPart("transactions", config.interval,
                     {"xid_ages", "slot_horizons", "prepared_transactions", "vacuum_progress"}) {}

  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  std::vector<Sample> samples(const Facts&) const override;
};

}  // namespace lifeguard::postgres
