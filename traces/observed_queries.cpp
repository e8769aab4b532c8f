#include "traces/observed_queries.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "collectors/postgres/waits/facts.hpp"
#include "traces/query_durations.hpp"

namespace lifeguard::traces {

namespace {

Place place_of(const Snapshot& snapshot, const postgres::Facts& facts) {
  return {snapshot.target, snapshot.backend, facts.identity.address};
}

std::optional<Exemplar> exemplar_of(const std::vector<Span>& spans, Seconds length) {
  if (spans.empty()) return std::nullopt;
  const Span& span = spans.front();
  return Exemplar{length.count(), span.end, span.trace_id, span.span_id};
}

}  // namespace

void ObservedQueries::configure(Seconds slow_after, bool tells) {
  slow_after_ = slow_after;
  tells_ = tells;
}

std::vector<ObservedQuery> ObservedQueries::take(const Snapshot& snapshot) {
  const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts);
  if (!facts || !facts->activity) return {};
  const auto [found, is_new] = servers_.try_emplace(snapshot.target);
  Server& server = found->second;
  if (is_new) server.durations = no_durations(snapshot.taken);
  if (server.backend !=
      snapshot.backend) {  // another server behind the name: what ran on the old one is not its
    server.backend = snapshot.backend;
    server.executions.begin_anew();
    server.clock = {};
  }
  server.clock.compare(facts->activity->taken, snapshot.taken);
  const Place place = place_of(snapshot, *facts);
  const Seconds span = facts->waits ? facts->waits->span : Seconds(0);

  std::vector<ObservedQuery> observed;
  for (Execution& execution : server.executions.follow(*facts->activity, span)) {
    ObservedQuery& query = observed.emplace_back();
    query.execution = std::move(execution);
    const Seconds length = length_of(query.execution);
    if (length < slow_after_) continue;
    query.spans = spans_of(query.execution, place, server.clock);
    count(server.durations, length, tells_ ? exemplar_of(query.spans, length) : std::nullopt);
    if (trace_of(query.execution).cut_off) ++server.comments_cut_off;
  }
  return observed;
}

std::optional<SpanRef> ObservedQueries::span_of(const Snapshot& snapshot, int pid) const {
  const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts);
  const auto server = servers_.find(snapshot.target);
  if (!facts || !facts->activity || server == servers_.end()) return std::nullopt;
  const auto& sessions = facts->activity->sessions;
  const auto session = std::find_if(sessions.begin(), sessions.end(), [pid](const postgres::Session& each) {
    return each.pid == pid && postgres::is_client(each);
  });
  if (session == sessions.end() || !session->query_start) return std::nullopt;

  const Executions& executions = server->second.executions;
  const Execution execution = executions.latest_of(*session);
  const bool is_told = tells_ && executions.follows(*session) && length_of(execution) >= slow_after_;
  return is_told ? place_in_trace(execution, place_of(snapshot, *facts)) : caller_of(execution);
}

void ObservedQueries::note(const std::string& target, int pid, Concern concern) {
  const auto server = servers_.find(target);
  if (server != servers_.end()) server->second.executions.note(pid, std::move(concern));
}

std::map<std::string, ObservedQueries::Counts> ObservedQueries::counts() const {
  std::map<std::string, Counts> counts;
  for (const auto& [target, server] : servers_) {
    counts[target] = {server.comments_cut_off, server.executions.left_alone(),
                      std::make_shared<const Distribution>(server.durations)};
  }
  return counts;
}

std::string ObservedQueries::news(const std::string& target) {
  const auto found = servers_.find(target);
  if (found == servers_.end() || found->second.comments_cut_off == 0) return "";
  if (std::exchange(found->second.is_said, true)) return "";
  return "the server cut a statement off within a comment that tells its trace, or may, so its span is in no "
         "trace of the app: ALTER SYSTEM SET track_activity_query_size = '8kB'; and restart it, or have the "
         "app "
         "put the comment first";
}

}  // namespace lifeguard::traces
