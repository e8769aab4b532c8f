#include "traces/traces.hpp"

#include <iterator>
#include <utility>

#include "traces/incident_record.hpp"

namespace lifeguard::traces {

void Traces::configure(const OtlpConfig& config) {
  config_ = config;
  queries_.configure(config.slow_after);
}

void Traces::take(const Snapshot& snapshot) {
  std::vector<Span> spans;
  for (ObservedQuery& query : queries_.take(snapshot)) {
    std::move(query.spans.begin(), query.spans.end(), std::back_inserter(spans));
  }
  for (Span& span : slow_commands_.take(snapshot)) spans.push_back(std::move(span));
  if (config_.traces && !spans.empty()) sink_.accept(std::move(spans));
}

void Traces::take(const Notice& notice) {
  if (config_.logs) sink_.accept(std::vector<LogRecord>{record_of(notice)});
}

void Traces::take_collection(const Snapshot& snapshot, TimePoint began, TimePoint ended) {
  if (config_.own_traces) sink_.accept(own_.of(snapshot, began, ended));
}

}  // namespace lifeguard::traces
