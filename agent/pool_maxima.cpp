#include "agent/pool_maxima.hpp"

#include "collectors/postgres/posture/metrics.hpp"
#include "joins/budget.hpp"

namespace lifeguard {

using postgres::Verdict;

void add_pool_maxima(Snapshot& snapshot, std::span<const SnapshotPtr> targets) {
  const auto budget = joins::budget_of(snapshot, targets);
  if (!budget) return;
  const Verdict verdict = judge(*budget);
  if (verdict.state == Verdict::State::unknown) return;
  const double value = verdict.state == Verdict::State::pass ? 1 : 0;
  snapshot.samples.push_back({&postgres::posture_metric(), {std::string(joins::kPoolMaxima)}, value});
}

}  // namespace lifeguard
