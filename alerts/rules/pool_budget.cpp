#include "alerts/rules/pool_budget.hpp"

#include "joins/budget.hpp"

namespace lifeguard {

using postgres::Verdict;

std::vector<Finding> PoolBudget::inspect(const View& now) const {
  const auto budget = joins::budget_of(now.snapshot, now.targets);
  if (!budget) return {};
  const Verdict verdict = judge(*budget);
  if (verdict.state != Verdict::State::fail) return {};

  Finding finding;
  finding.key = joins::kPoolMaxima;
  finding.since = now.snapshot.taken;
  finding.summary = verdict.reason;
  finding.remedy = verdict.remedy;
  for (std::size_t i = 0; i < std::min(verdict.evidence.size(), kMaxEvidence); ++i) {
    finding.evidence.push_back(verdict.evidence[i]);
  }
  return {std::move(finding)};
}

bool PoolBudget::can_clear(const View& now, const Incident&) const {
  const auto budget = joins::budget_of(now.snapshot, now.targets);
  return !budget || judge(*budget).state != Verdict::State::unknown;
}

}  // namespace lifeguard
