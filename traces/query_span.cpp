#include "traces/query_span.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "sql/summary.hpp"
#include "traces/attributes.hpp"
#include "traces/ids.hpp"

namespace lifeguard::traces {
namespace {

constexpr std::string_view kService = "postgresql";
constexpr std::size_t kLongestText = 2000;

// A caller's span lasts as long as its calls. That this backend had the same context so long before tells of a
// prepared statement with the comment of its first execution, or of a very long caller: both are worth a link.
constexpr Seconds kStaleAfter{60};

enum class Caller { none, parent, stale, not_sampled };

Caller kind_of_caller(const Execution& execution, const std::optional<sql::TraceContext>& context) {
  if (!context) return Caller::none;
  if (Seconds(execution.start - execution.context_since) > kStaleAfter) return Caller::stale;
  return context->sampled ? Caller::parent : Caller::not_sampled;
}

std::string microseconds(std::optional<TimePoint> at) {
  return at ? std::to_string(at->time_since_epoch().count()) : "";
}

std::string identity_of(const Execution& execution, const Place& place) {
  return place.backend + '/' + std::to_string(execution.pid) + '/' + microseconds(execution.backend_start) +
         '/' + microseconds(execution.start);
}

std::string_view name_of(EndBy by) {
  switch (by) {
    case EndBy::state_change:
      return "state_change";
    case EndBy::next_statement:
      return "next_statement";
    case EndBy::last_seen:
      return "last_seen";
  }
  return "last_seen";
}

void add_blockers(AttributeBuilder& add, const std::vector<Blocker>& blockers) {
  std::vector<std::string> pids, statements;
  for (const Blocker& blocker : blockers) {
    pids.push_back(std::to_string(blocker.pid));
    statements.push_back(blocker.statement);
  }
  add.list("postgresql.blocking_pids", std::move(pids));
  add.list("postgresql.blocking_statements", std::move(statements));
}

SpanLink link_to(const sql::TraceContext& context, std::string_view why) {
  return {context.trace_id, context.span_id, {{"lifeguard.link", std::string(why)}}};
}

SpanEvent event_of(const Concern& concern, const ServerClock& clock) {
  SpanEvent event{clock.to_ours(concern.at), "lifeguard.incident", {}};
  AttributeBuilder add(event.attributes);
  add.text("lifeguard.incident.rule", concern.rule);
  add.text("lifeguard.incident.severity", concern.severity);
  add.text("lifeguard.incident.summary", concern.summary);
  add.text("lifeguard.incident.opened", rfc3339(concern.opened));
  add.text("lifeguard.incident.dedup_key", concern.dedup_key);
  return event;
}

Attributes attributes_of(const Execution& execution, const Place& place, const std::string& summary) {
  Attributes attributes;
  AttributeBuilder add(attributes);
  add.text("db.system.name", "postgresql");
  add.text("db.namespace", execution.database);
  add.text("db.query.text", execution.statement.text(kLongestText));
  add.text("db.query.summary", summary);
  add.address("server", place.address);
  add.text("client.address", execution.client);
  if (execution.client_port && *execution.client_port > 0) add.number("client.port", *execution.client_port);
  add.text("user.name", execution.user);
  add.text("postgresql.application_name", execution.application);
  add.number("postgresql.pid", execution.pid);
  if (execution.query_id) add.text("postgresql.query_id", std::to_string(*execution.query_id));
  if (execution.parallel_workers > 0) add.number("postgresql.parallel_workers", execution.parallel_workers);
  add_blockers(add, execution.blockers);
  add.text("lifeguard.target", place.target);
  add.text("lifeguard.end_known_by", name_of(execution.end_by));
  add.number("lifeguard.looks", execution.looks);
  if (execution.waits_left_out > 0) add.number("lifeguard.waits_left_out", execution.waits_left_out);
  return attributes;
}

Span span_of(const Wait& wait, int nth, const Span& parent, const ServerClock& clock) {
  Span span;
  span.service = parent.service;
  span.trace_id = parent.trace_id;
  span.parent = parent.span_id;
  span.span_id =
      span_id_of(sql::hex(parent.span_id) + '/' + wait.type + '/' + wait.event + '/' + std::to_string(nth));
  span.name = wait.type + ": " + wait.event;
  span.start = clock.to_ours(wait.from);
  span.end = std::min(clock.to_ours(wait.to), parent.end);
  AttributeBuilder add(span.attributes);
  add.text("postgresql.wait_event_type", wait.type);
  add.text("postgresql.wait_event", wait.event);
  std::vector<std::string> pids;
  for (const int pid : wait.blocked_by) pids.push_back(std::to_string(pid));
  add.list("postgresql.blocking_pids", std::move(pids));
  add.number("lifeguard.looks", wait.looks);
  return span;
}

}  // namespace

Seconds length_of(const Execution& execution) {
  return execution.end - execution.start;
}

std::optional<SpanRef> place_in_trace(const Execution& execution, const Place& place) {
  const auto context = trace_of(execution).context;
  const Caller caller = kind_of_caller(execution, context);
  if (caller == Caller::not_sampled) return std::nullopt;
  const std::string identity = identity_of(execution, place);
  const TraceId trace = caller == Caller::parent ? context->trace_id : trace_id_of(identity);
  return SpanRef{trace, span_id_of(sql::hex(trace) + identity)};
}

std::optional<SpanRef> caller_of(const Execution& execution) {
  const auto context = trace_of(execution).context;
  if (kind_of_caller(execution, context) != Caller::parent) return std::nullopt;
  return SpanRef{context->trace_id, context->span_id};
}

std::vector<Span> spans_of(const Execution& execution, const Place& place, const ServerClock& clock) {
  const auto ids = place_in_trace(execution, place);
  if (!ids) return {};

  const auto context = trace_of(execution).context;
  const Caller caller = kind_of_caller(execution, context);
  const std::string summary = sql::summary(execution.statement.raw());
  Span span;
  span.service = kService;
  span.kind = SpanKind::server;
  span.name = summary.empty() ? std::string(kService) : summary;
  span.trace_id = ids->trace_id;
  span.span_id = ids->span_id;
  if (caller == Caller::parent) {
    span.parent = context->span_id;
    span.parent_is_remote = true;
  }
  span.start = clock.to_ours(execution.start);
  span.end = clock.to_ours(execution.end);
  span.attributes = attributes_of(execution, place, summary);
  if (clock.offset() != Seconds(0))
    span.attributes.push_back({"lifeguard.clock_offset", clock.offset().count()});
  if (caller == Caller::stale) {
    span.attributes.push_back({"lifeguard.trace_context", std::string("stale")});
    if (context->sampled) span.links.push_back(link_to(*context, "stale context"));
  }
  for (const Blocker& blocker : execution.blockers) {
    if (blocker.trace && blocker.trace->sampled) span.links.push_back(link_to(*blocker.trace, "blocker"));
  }
  for (const Concern& concern : execution.concerns) span.events.push_back(event_of(concern, clock));
  if (execution.failed) span.error = "the statement failed: its transaction is aborted";

  std::vector<Span> spans{std::move(span)};
  spans.reserve(1 + execution.waits.size());  // so that the first stays where it is
  std::map<std::pair<std::string_view, std::string_view>, int> seen;
  for (const Wait& wait : execution.waits) {
    const int nth = ++seen[{wait.type, wait.event}];
    if (wait.from < std::min(wait.to, execution.end)) spans.push_back(span_of(wait, nth, spans.front(), clock));
  }
  return spans;
}

}  // namespace lifeguard::traces
