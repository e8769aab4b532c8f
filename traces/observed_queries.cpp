#include "traces/observed_queries.hpp"

#include <utility>
#include <variant>

#include "collectors/postgres/waits/facts.hpp"

namespace lifeguard::traces {

std::vector<ObservedQuery> ObservedQueries::take(const Snapshot& snapshot) {
  const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts);
  if (!facts || !facts->activity) return {};
  Server& server = servers_[snapshot.target];
  server.clock.compare(facts->activity->taken, snapshot.taken);
  const Place place{snapshot.target, snapshot.backend, facts->identity.address};
  const Seconds span = facts->waits ? facts->waits->span : Seconds(0);

  std::vector<ObservedQuery> observed;
  for (Execution& execution : server.executions.follow(*facts->activity, span)) {
    ObservedQuery& query = observed.emplace_back();
    query.execution = std::move(execution);
    if (length_of(query.execution) < slow_after_) continue;
    query.spans = spans_of(query.execution, place, server.clock);
    if (trace_of(query.execution).cut_off) ++server.comments_cut_off;
  }
  return observed;
}

std::map<std::string, ObservedQueries::Counts> ObservedQueries::counts() const {
  std::map<std::string, Counts> counts;
  for (const auto& [target, server] : servers_) {
    counts[target] = {server.comments_cut_off, server.executions.left_alone()};
  }
  return counts;
}

std::string ObservedQueries::news(const std::string& target) {
  const auto found = servers_.find(target);
  if (found == servers_.end() || found->second.comments_cut_off == 0) return "";
  if (std::exchange(found->second.is_said, true)) return "";
  return "the server cut a statement off within the comment that tells its trace, so its span is in no trace "
         "of the "
         "app: ALTER SYSTEM SET track_activity_query_size = '8kB'; and restart it, or have the app put the "
         "comment "
         "first";
}

}  // namespace lifeguard::traces
