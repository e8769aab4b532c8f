#include "alerts/rules/redis_hit_ratio.hpp"

#include <spdlog/fmt/fmt.h>

#include "alerts/rules/percent.hpp"
#include "alerts/threshold.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {
namespace {

struct Lookups {
  double hits, misses;
  Seconds over;

  double all() const { return hits + misses; }
  double per_second() const { return all() / over.count(); }
};

std::optional<Lookups> lookups_of(const View& now, Seconds window) {
  const auto hits = rise_of_redis(now, redis::kHits, window);
  const auto misses = rise_of_redis(now, redis::kMisses, window);
  if (!hits || !misses || !covers(*hits, now, window) || !covers(*misses, now, window)) return std::nullopt;
  return Lookups{hits->amount, misses->amount, hits->to - hits->from};
}

std::string remedy_for(double evicted) {
  if (evicted > 0) {
    return "CONFIG SET maxmemory …  -- more of it, and in redis.conf: keys are thrown out before they are "
           "asked "
           "for again";
  }
  return "redis-cli --scan, with TTL of some keys: do they expire before they are asked for again? INFO stats: "
         "does expired_keys rise as keyspace_misses does? If the app looks up keys that it never writes, let "
         "it "
         "remember that they are missing too.";
}

}  // namespace

bool RedisHitRatio::can_judge(const Snapshot& snapshot) const {
  const redis::Info* info = redis_info(snapshot);
  return info && info->stats;
}

bool RedisHitRatio::can_clear(const View& now, const Incident&) const {
  return lookups_of(now, config_.window).has_value();
}

std::vector<Finding> RedisHitRatio::inspect(const View& now) const {
  const auto lookups = lookups_of(now, config_.window);
  if (!lookups || lookups->all() == 0 || lookups->per_second() < config_.lookups_per_second) return {};
  const double ratio = lookups->hits / lookups->all();
  const auto severity = judge(ratio, config_.hits);
  if (!severity) return {};

  const auto thrown_out = rise_of_redis(now, redis::kEvictedKeys, config_.window);
  const double evicted = thrown_out ? thrown_out->amount : 0;
  Finding finding;
  finding.severity = *severity;
  finding.since = now.snapshot.taken - config_.window;
  finding.summary =
      fmt::format("of the keys looked up in the last {}, {} were found, at {:.0f} look-ups per second",
                  in_words(config_.window), percent(ratio), lookups->per_second());
  if (evicted > 0) finding.summary += fmt::format("; {:.0f} keys were thrown out for want of memory", evicted);
  finding.evidence.push_back({{"found", fmt::format("{:.0f}", lookups->hits)},
                              {"not found", fmt::format("{:.0f}", lookups->misses)},
                              {"hit ratio", percent(ratio)},
                              {"look-ups per second", fmt::format("{:.0f}", lookups->per_second())},
                              {"evicted meanwhile", fmt::format("{:.0f}", evicted)}});
  finding.remedy = remedy_for(evicted);
  return {finding};
}

}  // namespace lifeguard
