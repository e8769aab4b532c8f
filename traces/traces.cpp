#include "traces/traces.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "traces/evidence.hpp"
#include "traces/incident_record.hpp"
#include "traces/trace_link.hpp"

namespace lifeguard::traces {

void Traces::configure(const OtlpConfig& config) {
  config_ = config;
  queries_.configure(config.slow_after, tells_spans());
}

void Traces::forget(const std::string& target) {
  queries_.forget(target);
  slow_commands_.forget(target);
}

bool Traces::tells_spans() const {
  return config_.traces && sink_.takes_spans();
}

void Traces::follow(const Snapshot& snapshot) {
  std::vector<Span> spans;
  for (ObservedQuery& query : queries_.take(snapshot)) {
    std::move(query.spans.begin(), query.spans.end(), std::back_inserter(spans));
  }
  for (Span& span : slow_commands_.take(snapshot)) spans.push_back(std::move(span));
  if (config_.traces && !spans.empty()) sink_.accept(std::move(spans));
}

std::vector<TraceRef> Traces::traces_of(const Snapshot& snapshot, const std::vector<Evidence>& evidence) const {
  std::vector<TraceRef> traces;
  for (const Evidence& row : evidence) {
    const auto pid = pid_in(row);
    const auto span = pid ? queries_.span_of(snapshot, *pid) : std::nullopt;
    if (!span) continue;
    TraceRef trace{"pid " + std::to_string(*pid), sql::hex(span->trace_id), sql::hex(span->span_id), ""};
    const bool is_known = std::any_of(traces.begin(), traces.end(),
                                      [&](const TraceRef& each) { return each.trace_id == trace.trace_id; });
    if (is_known) continue;
    if (tells_spans()) trace.url = trace_link(config_.trace_url, trace.trace_id);
    traces.push_back(std::move(trace));
  }
  return traces;
}

void Traces::note(const Snapshot& snapshot, const std::vector<const Incident*>& seen) {
  for (const Incident* incident : seen) {
    for (const Evidence& row : incident->evidence) {
      if (const auto pid = pid_in(row)) queries_.note(snapshot.target, *pid, concern_of(*incident));
    }
  }
}

void Traces::take(const Notice& notice) {
  if (config_.logs) sink_.accept(std::vector<LogRecord>{record_of(notice)});
}

void Traces::take_collection(const Snapshot& snapshot, TimePoint began, TimePoint ended) {
  if (config_.own_traces) sink_.accept(own_.of(snapshot, began, ended));
}

}  // namespace lifeguard::traces
