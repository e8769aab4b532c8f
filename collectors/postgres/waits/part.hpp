#pragma once

#include "collectors/postgres/part.hpp"
#include "collectors/postgres/waits/bounded_counters.hpp"
#include "collectors/postgres/waits/executions.hpp"
#include "collectors/postgres/waits/facts.hpp"
#include "collectors/postgres/waits/statement_book.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `waits`: asks nothing, and sums up what the part `activity` sees every tick.
class WaitsPart : public Part {
 public:
  /// An execution that runs for `slow_after` counts as slow.
  WaitsPart(const PostgresConfig&, Seconds slow_after);

  std::string_view name() const override { return "waits"; }
  Seconds interval() const override { return Seconds(0); }
  std::vector<Query> ask(const Facts&, int) override { return {}; }
  void take(const Answers&, Facts&) override {}
  void forget(Facts& facts) const override { facts.waits.reset(); }
  void observe(Facts&) override;

 private:
  Seconds span_to(TimePoint taken);
  void sum_up(const Activity&, Waits&);
  void count(const Waits&);

  Seconds longest_span_;
  std::optional<TimePoint> previous_;
  StatementBook statements_;
  Executions executions_;
  BoundedCounters by_event_, by_application_;
  std::shared_ptr<const WaitTotals> totals_;
  Seconds unobserved_{}, since_reconsidered_{};
};

}  // namespace lifeguard::postgres
