#include "traces/own_spans.hpp"

#include <utility>

#include "traces/attributes.hpp"
#include "traces/ids.hpp"

namespace lifeguard::traces {
namespace {

Span collection_of(const Snapshot& snapshot, TimePoint began, TimePoint ended) {
  const std::string identity = "collection/" + snapshot.target + '/' + snapshot.backend + '/' +
                               std::to_string(began.time_since_epoch().count()) + '/' +
                               std::to_string(ended.time_since_epoch().count());
  Span span;
  span.trace_id = trace_id_of(identity);
  span.span_id = span_id_of(identity);
  span.name = "collect " + snapshot.kind;
  span.start = began;
  span.end = ended;
  AttributeBuilder add(span.attributes);
  add.text("lifeguard.target", snapshot.target);
  add.text("lifeguard.kind", snapshot.kind);
  add.text("lifeguard.backend", snapshot.backend);
  if (!snapshot.up) span.error = snapshot.error.empty() ? "nothing could be read" : snapshot.error;
  return span;
}

// The look into every database and the probes of a vector store have a pace of their own.
bool runs_beside(std::string_view part) {
  return part == "databases" || part == "probe_read" || part == "probe_write";
}

Span part_of(const Span& collection, const PartResult& result) {
  Span span;
  span.trace_id = collection.trace_id;
  span.parent = collection.span_id;
  span.span_id = span_id_of(sql::hex(collection.span_id) + '/' + result.part);
  span.name = result.part;
  span.start = collection.start;
  span.end = collection.start + result.took;
  AttributeBuilder(span.attributes).text("lifeguard.start_known_by", "collection");
  if (!result.success) span.error = result.error;
  return span;
}

}  // namespace

std::vector<Span> OwnSpans::of(const Snapshot& snapshot, TimePoint began, TimePoint ended) {
  std::vector<Span> spans{collection_of(snapshot, began, ended)};
  auto& before = took_[snapshot.target];
  for (const PartResult& result : snapshot.parts) {
    if (runs_beside(result.part)) continue;
    if (std::exchange(before[result.part], result.took) == result.took) continue;
    spans.push_back(part_of(spans.front(), result));
  }
  return spans;
}

}  // namespace lifeguard::traces
