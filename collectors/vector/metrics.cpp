#include "collectors/vector/metrics.hpp"

#include <algorithm>

#include "collectors/vector/definitions.hpp"

namespace lifeguard::vector_store {

using namespace metric;

namespace {

constexpr std::size_t kMostCollections = 50;

class Writer {
 public:
  using Labels = std::vector<std::string>;

  void add(const MetricDef& metric, double value, Labels labels = {}) {
    samples_.push_back({&metric, std::move(labels), value});
  }
  template <class T>
  void add(const MetricDef& metric, const std::optional<T>& value, Labels labels = {}) {
    if (value) add(metric, static_cast<double>(*value), std::move(labels));
  }

  std::vector<Sample> take() { return std::move(samples_); }

 private:
  std::vector<Sample> samples_;
};

double unix_time(TimePoint at) {
  return Seconds(at.time_since_epoch()).count();
}

void write(const Collection& collection, Writer& out) {
  const std::string& name = collection.name;
  out.add(kVectors, collection.vectors, {name});
  out.add(kIndexed, collection.indexed, {name});
  out.add(kDimension, collection.dimension, {name});
  out.add(kSegments, collection.segments, {name});
  out.add(kBacklog, collection.backlog, {name});
  out.add(kReadable, collection.error.empty() ? 1 : 0, {name});
  if (!collection.status.empty() || collection.condition != Condition::serving)
    out.add(kStatus, 1, {name, std::string(name_of(collection.condition)), collection.status});
  const IndexParameters& index = collection.index;
  if (!index.kind.empty() || !index.space.empty()) out.add(kIndex, 1, {name, index.kind, index.space});
  out.add(kParameter, index.m, {name, "m"});
  out.add(kParameter, index.ef_construction, {name, "ef_construction"});
  out.add(kParameter, index.ef_search, {name, "ef_search"});
  out.add(kParameter, index.lists, {name, "lists"});
  out.add(kParameter, index.probes, {name, "probes"});
}

/// Those with the most vectors; of the others the sums.
void write(std::vector<Collection> collections, Writer& out) {
  const auto most = std::min(kMostCollections, collections.size());
  std::ranges::stable_sort(collections, std::greater(),
                           [](const Collection& each) { return each.vectors.value_or(0); });
  Collection other;
  for (std::size_t i = 0; i < collections.size(); ++i) {
    const Collection& each = collections[i];
    if (i < most) {
      write(each, out);
      continue;
    }
    if (each.vectors) other.vectors = other.vectors.value_or(0) + *each.vectors;
    if (each.indexed) other.indexed = other.indexed.value_or(0) + *each.indexed;
    if (each.backlog) other.backlog = other.backlog.value_or(0) + *each.backlog;
  }
  out.add(kVectors, other.vectors, {"other"});
  out.add(kIndexed, other.indexed, {"other"});
  out.add(kBacklog, other.backlog, {"other"});
}

int missing(const Facts& facts) {
  return static_cast<int>(std::ranges::count_if(facts.expected.collections, [&](const std::string& name) {
    return std::ranges::find(*facts.collections, name, &Collection::name) == facts.collections->end();
  }));
}

void write(const SelfRecall& recall, Writer& out) {
  const auto share = [](int part, int whole) { return static_cast<double>(part) / whole; };
  if (recall.searched > 0) {
    out.add(kSelfRecall, share(recall.found, recall.searched), {recall.collection});
    out.add(kSlowestSearch, recall.slowest.count(), {recall.collection});
  } else if (!recall.error.empty()) {
    out.add(kSelfRecall, 0, {recall.collection});
  }
  if (recall.results_expected > 0)
    out.add(kResults, share(recall.results, recall.results_expected), {recall.collection});
}

void write(const ProbeTime& probe, Writer& out) {
  if (probe.success) out.add(kProbeSeconds, probe.took.count(), {probe.op});
  out.add(kProbeSuccess, probe.success ? 1 : 0, {probe.op});
  out.add(kProbeTime, unix_time(probe.at), {probe.op});
}

}  // namespace

const std::vector<const MetricDef*>& metric_definitions() {
  static const std::vector<const MetricDef*> all{
      &kInfo,         &kReady,     &kCertificate,  &kVectors,       &kIndexed,    &kDimension, &kStatus,
      &kReadable,     &kSegments,  &kBacklog,      &kIndex,         &kParameter,  &kMissing,   &kLeftOut,
      &kProbeSeconds, &kProbeTime, &kProbeSuccess, &kSlowestSearch, &kSelfRecall, &kResults,   &kReadUnits};
  return all;
}

std::vector<Sample> samples_from(const Facts& facts) {
  Writer out;
  if (!facts.version.empty() || facts.ready) out.add(kInfo, 1, {facts.product, facts.version});
  if (facts.ready) out.add(kReady, *facts.ready && facts.scope_trouble.empty() ? 1 : 0);
  if (facts.certificate_expiry) out.add(kCertificate, unix_time(*facts.certificate_expiry));
  if (facts.collections) {
    write(*facts.collections, out);
    out.add(kLeftOut, static_cast<double>(facts.left_out));
    if (!facts.expected.collections.empty()) out.add(kMissing, missing(facts));
  }
  for (const ProbeTime& each : facts.probes) write(each, out);
  for (const SelfRecall& each : facts.recalls) write(each, out);
  out.add(kReadUnits, facts.read_units);
  return out.take();
}

}  // namespace lifeguard::vector_store
