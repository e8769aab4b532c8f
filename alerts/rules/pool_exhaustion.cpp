#include "alerts/rules/pool_exhaustion.hpp"

#include <algorithm>
#include <cmath>

#include "alerts/rules/pool_holders.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/forecast.hpp"
#include "collectors/pool_metrics.hpp"

namespace lifeguard {
namespace {

constexpr double kWorthAForecast = 0.5;
constexpr Seconds kStaysFull{60};

std::string how_full(const Pool& pool) {
  const int share = static_cast<int>(std::lround(*saturation(pool) * 100));
  std::string text = std::to_string(*pool.used) + " of " + std::to_string(*pool.limit) +
                     " connections of the " + pool.title + " are taken (" + std::to_string(share) +
                     " %, limit: " + pool.limit_name + ")";
  if (pool.waiting.value_or(0) > 0) {
    text += ", and " + std::to_string(*pool.waiting) + (*pool.waiting == 1 ? " waits" : " wait") + " for one";
    if (pool.longest_wait) text += ", the longest for " + in_words(*pool.longest_wait);
  }
  return text;
}

}  // namespace

bool PoolExhaustion::is_waited_for(const Pool& pool) const {
  return *pool.waiting > 0 && pool.longest_wait.value_or(config_.wait) >= config_.wait;
}

std::optional<Severity> PoolExhaustion::judge_saturation(const Pool& pool, const View& now) const {
  const auto severity = judge(*saturation(pool), config_.saturation);
  if (!severity || !pool.waiting || is_waited_for(pool)) return severity;
  const auto fewest = now.history.floors(now.snapshot.target, used_connections_of(pool.name),
                                         now.snapshot.taken, kStaysFull, 1);
  const bool stays_full = !fewest.empty() && fewest.front() >= config_.saturation.warning * *pool.limit;
  return std::min(*severity, stays_full ? Severity::warning : Severity::none);
}

std::vector<Finding> PoolExhaustion::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const Pool& pool : *now.snapshot.pools) {
    const auto share = saturation(pool);
    if (!share) continue;
    const auto severity = judge_saturation(pool, now);
    const auto left = time_until_full(pool, now.snapshot, now.history);
    // A pool that is half empty and fills is a start or a deploy: let it settle.
    const bool soon = left && *left < config_.forecast && *share >= kWorthAForecast;
    if (!severity && !soon) continue;

    Finding finding;
    finding.key = pool.name;
    finding.severity = std::max(severity.value_or(Severity::none), soon ? Severity::warning : Severity::none);
    finding.since = now.snapshot.taken;
    finding.summary = how_full(pool);
    if (soon)
      finding.summary += *pool.used >= *pool.limit ? "; none is left"
                                                   : "; at the present rise none is left in " + in_words(*left);
    finding.evidence = holders_of(pool, now.snapshot);
    finding.remedy = pool.raise + "; first see who holds them: " + pool.see_holders;
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
