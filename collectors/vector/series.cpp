#include "collectors/vector/series.hpp"

#include <algorithm>

namespace lifeguard::vector_store {
namespace {

constexpr int kInARow = 3;

}  // namespace

std::string vectors_of(const std::string& collection) {
  return "vector_collection_vectors{collection=\"" + collection + "\"}";
}

std::string probe_of(const std::string& op) {
  return "vector_probe_seconds{op=\"" + op + "\"}";
}

std::string failures_of(const std::string& part) {
  return "vector_probe_failures{part=\"" + part + "\"}";
}

bool keeps_failing(const Snapshot& snapshot, const std::string& part) {
  const auto failures = std::ranges::find(snapshot.series, failures_of(part), &SeriesPoint::series);
  return failures != snapshot.series.end() && failures->value >= kInARow;
}

std::vector<SeriesPoint> series_from(const Facts& facts) {
  std::vector<SeriesPoint> series;
  if (facts.collections) {
    for (const Collection& each : *facts.collections) {
      if (each.vectors) series.push_back({vectors_of(each.name), static_cast<double>(*each.vectors)});
    }
  }
  for (const ProbeTime& each : facts.probes) {
    if (each.success) series.push_back({probe_of(each.op), each.took.count()});
  }
  for (const SelfRecall& each : facts.recalls) {
    if (each.searched > 0)
      series.push_back({"vector_self_recall_ratio{collection=\"" + each.collection + "\"}",
                        static_cast<double>(each.found) / each.searched});
  }
  return series;
}

}  // namespace lifeguard::vector_store
