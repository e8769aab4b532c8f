#include "alerts/rules/redis_rejected_connections.hpp"

#include <spdlog/fmt/fmt.h>

#include "alerts/rules/redis_holders.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {

bool RedisRejectedConnections::can_judge(const Snapshot& snapshot) const {
  const redis::Info* info = redis_info(snapshot);
  return info && info->stats;
}

bool RedisRejectedConnections::can_clear(const View& now, const Incident&) const {
  return knows_rise_of_redis(now, redis::kRejectedConnections, config_.window);
}

std::vector<Finding> RedisRejectedConnections::inspect(const View& now) const {
  const auto rejected = rise_of_redis(now, redis::kRejectedConnections, config_.window);
  if (!rejected || rejected->amount < 1) return {};
  const redis::Facts& facts = *redis_facts(now.snapshot);

  Finding finding;
  finding.severity = Severity::critical;
  finding.since = *rejected->first_rise;
  finding.summary = fmt::format("refused {:.0f} connection{} in the last {}: ", rejected->amount,
                                rejected->amount < 2 ? "" : "s", in_words(rejected->to - rejected->from));
  const auto& clients = facts.info->clients;
  finding.summary += clients && clients->limit
                         ? fmt::format("{} of maxclients {} are taken now", clients->taken, *clients->limit)
                         : "max number of clients reached";
  if (facts.clients) finding.evidence = largest_groups(*facts.clients);
  finding.remedy =
      "While all are taken redis-cli is refused too: stop an instance of the app that has the most first. "
      "CLIENT "
      "LIST  -- shows who has them; CLIENT KILL ID … frees one. CONFIG SET maxclients … raises the limit, and "
      "needs that many open files and 32 more (ulimit -n).";
  return {finding};
}

}  // namespace lifeguard
