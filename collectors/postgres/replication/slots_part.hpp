#pragma once

#include <map>

#include "collectors/postgres/cluster_watch.hpp"
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
class SlotsPart : public Part {
 public:
  explicit SlotsPart(const PostgresConfig& config) : interval_(config.interval) {}

  std::string_view name() const override { return "replication_slots"; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void reconnected() override { cluster_.reconnected(); }
  std::vector<Sample> samples(const Facts&) const override;

 private:
  Seconds interval_;
  ClusterWatch cluster_;
  InactiveSlots inactive_;
};

}  // namespace lifeguard::postgres
