#include "alerts/rules/vector_shrunk.hpp"

#include <spdlog/fmt/fmt.h>

#include "alerts/rules/percent.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/vector/series.hpp"

namespace lifeguard {
namespace {

using namespace vector_store;

const std::deque<HistoryStep>& counts_of(const View& now, const std::string& collection) {
  return now.history.of(now.snapshot.target, vectors_of(collection));
}

/// The last step within the window at which the collection was at its largest.
const HistoryStep* largest(const std::deque<HistoryStep>& steps, TimePoint from) {
  const HistoryStep* most = nullptr;
  for (const HistoryStep& step : steps) {
    if (step.start >= from && (!most || step.last >= most->last)) most = &step;
  }
  return most;
}

}  // namespace

bool VectorShrunk::can_judge(const Snapshot& snapshot) const {
  const VectorFacts* facts = vector_facts(snapshot);
  return snapshot.up && facts && facts->collections;
}

// After a restart of the agent nobody remembers how many there were.
bool VectorShrunk::can_clear(const View& now, const Incident& incident) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  const Collection* collection = collection_named(facts, incident.key);
  if (!collection || !collection->vectors) return !collection && lists_collections(facts);
  const auto& steps = counts_of(now, incident.key);
  const bool is_remembered = !steps.empty() && steps.front().start <= incident.last_seen;
  return is_remembered || now.snapshot.taken - incident.last_seen >= config_.window;
}

std::vector<Finding> VectorShrunk::inspect(const View& now) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  std::vector<Finding> findings;
  for (const Collection& each : *facts.collections) {
    if (!each.vectors) continue;
    const HistoryStep* most = largest(counts_of(now, each.name), now.snapshot.taken - config_.window);
    if (!most || most->last < config_.vectors) continue;
    const double lost = most->last - static_cast<double>(*each.vectors);
    const auto severity = judge(lost / most->last, config_.lost);
    if (!severity) continue;
    const TimePoint since = most->start + History::kStep;
    Finding finding;
    finding.key = each.name;
    finding.severity = *severity;
    finding.since = std::min(since, now.snapshot.taken);
    finding.summary =
        where(facts) + fmt::format(": collection {} lost {:.0f} of its {:.0f} vectors ({}) within {}",
                                   each.name, lost, most->last, percent(lost / most->last),
                                   in_words(now.snapshot.taken - most->start));
    finding.evidence.push_back({{"collection", each.name},
                                {"vectors", std::to_string(*each.vectors)},
                                {"before", fmt::format("{:.0f}", most->last)},
                                {"largest at", rfc3339(most->start)},
                                {"status", each.status}});
    finding.remedy =
        "If they were deleted on purpose, or are being filled in anew, nothing is to be done: this ends by "
        "itself. Else "
        "find what deletes (a clean-up with too wide a filter? two apps in one collection?), stop it, and "
        "restore "
        "the collection from a backup or embed the documents that are missing again.";
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
