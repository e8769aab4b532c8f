#include "alerts/rules/vector_self_recall.hpp"

#include <algorithm>

#include "alerts/rules/percent.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using namespace vector_store;

double share(int part, int whole) {
  return whole > 0 ? static_cast<double>(part) / whole : 1;
}

std::string of(int part, int whole) {
  return std::to_string(part) + " of " + std::to_string(whole);
}

/// The worst of: vectors that found themselves, results of those there must be, neighbours of those that an
/// exact scan finds.
double worst_share(const SelfRecall& recall) {
  return std::min({share(recall.found, recall.searched), share(recall.results, recall.results_expected),
                   share(recall.exact_found, recall.exact)});
}

std::string what_is_wrong(const SelfRecall& recall) {
  if (!recall.error.empty()) return "a search of collection " + recall.collection + " failed: " + recall.error;
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", and ") + part; };
  if (recall.found < recall.searched)
    add(of(recall.found, recall.searched) + " stored vectors find themselves (" +
        percent(share(recall.found, recall.searched)) + ")");
  if (recall.results < recall.results_expected)
    add("searches give " + of(recall.results, recall.results_expected) + " results that there must be");
  if (recall.exact_found < recall.exact)
    add("the index finds " + of(recall.exact_found, recall.exact) + " neighbours that an exact scan finds (" +
        percent(share(recall.exact_found, recall.exact)) + ")");
  return "in collection " + recall.collection + " " + (text.empty() ? "all is found" : text);
}

Evidence evidence_of(const SelfRecall& recall, const VectorFacts& facts) {
  Evidence evidence{{"collection", recall.collection}, {"store says of itself", said_by_itself(facts)}};
  const Collection* collection = collection_named(facts, recall.collection);
  if (collection && collection->vectors) evidence.emplace_back("vectors", std::to_string(*collection->vectors));
  if (!recall.error.empty()) evidence.emplace_back("error", recall.error);
  evidence.emplace_back("found themselves", of(recall.found, recall.searched));
  evidence.emplace_back("results", of(recall.results, recall.results_expected));
  if (recall.exact > 0)
    evidence.emplace_back("neighbours of an exact scan", of(recall.exact_found, recall.exact));
  std::string lost;
  for (const std::string& id : recall.lost) lost += (lost.empty() ? "" : ", ") + id;
  if (!lost.empty()) evidence.emplace_back("not found", lost);
  evidence.emplace_back("probed", rfc3339(recall.at));
  return evidence;
}

}  // namespace

bool VectorSelfRecall::can_judge(const Snapshot& snapshot) const {
  return snapshot.up && vector_facts(snapshot);
}

bool VectorSelfRecall::can_clear(const View& now, const Incident& incident) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  const auto& recalls = facts.recalls;
  if (std::ranges::find(recalls, incident.key, &SelfRecall::collection) != recalls.end()) return true;
  // Only those that the config names and that are there are probed.
  const bool is_searched = is_expected(facts, incident.key) && collection_named(facts, incident.key);
  return (lists_collections(facts) && !is_searched) || !is_probed(now.snapshot, "probe_read");
}

std::vector<Finding> VectorSelfRecall::inspect(const View& now) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  std::vector<Finding> findings;
  for (const SelfRecall& recall : facts.recalls) {
    const auto severity =
        recall.error.empty() ? judge(worst_share(recall), config_.recall) : std::optional(Severity::critical);
    if (!severity) continue;
    Finding finding;
    finding.key = recall.collection;
    finding.severity = *severity;
    finding.since = recall.at;
    finding.summary = where(facts) + ": " + what_is_wrong(recall) +
                      ", while the store says of itself: " + said_by_itself(facts);
    finding.evidence.push_back(evidence_of(recall, facts));
    finding.remedy = rebuilding(facts, recall.collection);
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
