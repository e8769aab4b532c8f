#include "alerts/rules/pool_exhaustion.hpp"

#include <algorithm>
#include <cmath>

#include "alerts/rules/pool_holders.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/forecast.hpp"
#include "collectors/increase.hpp"
#include "collectors/pool_metrics.hpp"

namespace lifeguard {
namespace {

constexpr double kWorthAForecast = 0.5;
constexpr Seconds kStaysFull{60}, kGaveUpWithin{60};
constexpr Seconds kTwoLooks = 2 * History::kStep;

std::string how_full(const Pool& pool) {
  if (!saturation(pool)) return "the limit of the " + pool.title + " is not known";
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

double gave_up(const Pool& pool, const View& now) {
  if (!pool.timeouts) return 0;
  const auto& steps = now.history.of(now.snapshot.target, timeouts_of(pool.name));
  const auto recent = increase(steps, now.snapshot.taken - kGaveUpWithin);
  return recent ? recent->amount : 0;
}

}  // namespace

// A pool that does not tell for how long was looked at twice, that a queue of an instant is none.
bool PoolExhaustion::is_waited_for(const Pool& pool, const View& now) const {
  if (pool.longest_wait) return *pool.waiting > 0 && *pool.longest_wait >= config_.wait;
  const auto fewest =
      now.history.floors(now.snapshot.target, waiting_of(pool.name), now.snapshot.taken, kTwoLooks, 1);
  return !fewest.empty() && fewest.front() > 0;
}

std::optional<Severity> PoolExhaustion::judge_saturation(const Pool& pool, const View& now) const {
  if (!saturation(pool)) return std::nullopt;
  const auto severity = judge(*saturation(pool), config_.saturation);
  if (!severity || !pool.waiting || is_waited_for(pool, now)) return severity;
  const auto fewest = now.history.floors(now.snapshot.target, used_connections_of(pool.name),
                                         now.snapshot.taken, kStaysFull, 1);
  const bool stays_full = !fewest.empty() && fewest.front() >= config_.saturation.warning * *pool.limit;
  return std::min(*severity, stays_full ? Severity::warning : Severity::none);
}

std::vector<Finding> PoolExhaustion::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const Pool& pool : *now.snapshot.pools) {
    const double share = saturation(pool).value_or(0);
    const double timeouts = gave_up(pool, now);
    const auto severity = judge_saturation(pool, now);
    const auto left = time_until_full(pool, now.snapshot, now.history);
    // A pool that is half empty and fills is a start or a deploy: let it settle.
    const bool soon = left && *left < config_.forecast && share >= kWorthAForecast;
    if (!severity && !soon && timeouts < 1) continue;

    Finding finding;
    finding.key = pool.name;
    finding.severity =
        std::max(severity.value_or(Severity::none), soon || timeouts >= 1 ? Severity::warning : Severity::none);
    finding.since = now.snapshot.taken;
    finding.summary = how_full(pool);
    if (soon)
      finding.summary += *pool.used >= *pool.limit ? "; none is left"
                                                   : "; at the present rise none is left in " + in_words(*left);
    if (timeouts >= 1) {
      finding.summary += "; " + counted(static_cast<std::size_t>(timeouts), "wait") + " for one " +
                         (timeouts < 2 ? "was" : "were") + " given up in the last minute";
    }
    finding.summary += refusals_of(pool, now);
    finding.evidence = holders_of(pool, now.snapshot);
    finding.remedy =
        (pool.raise.empty() ? "See" : pool.raise + "; first see") + " who holds them: " + pool.see_holders;
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
