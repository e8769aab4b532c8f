#include "alerts/rules/vector_slow.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "alerts/rules/statements.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using namespace vector_store;

// An outlier, or the first search after a start, which loads the index, is none.
constexpr std::size_t kInARow = 3;

constexpr std::string_view kSearch = "search", kWrite = "write";

const ProbeTime* latest(const VectorFacts& facts, std::string_view op) {
  const auto found = std::ranges::find(facts.probes, op, &ProbeTime::op);
  return found == facts.probes.end() ? nullptr : &*found;
}

/// Oldest first; empty when the latest probe failed or is not known, for then what went before is old.
std::vector<ProbeTime> row_of(const VectorFacts& facts, std::string_view op) {
  const ProbeTime* last = latest(facts, op);
  if (!last || !last->success) return {};
  std::vector<ProbeTime> row;
  std::ranges::copy_if(facts.recent, std::back_inserter(row),
                       [&](const ProbeTime& each) { return each.op == op; });
  return row.size() < kInARow ? std::vector<ProbeTime>() : row;
}

/// No collection that is searched is there, or the latest round found nothing in any that could be searched for.
bool has_nothing_to_search(const VectorFacts& facts) {
  return lists_collections(facts) && std::ranges::all_of(facts.expected.collections, [&](const auto& name) {
           const auto recall = std::ranges::find(facts.recalls, name, &SelfRecall::collection);
           const bool is_empty = recall != facts.recalls.end() && recall->error.empty();
           return is_empty || !collection_named(facts, name);
         });
}

Finding finding_of(std::string_view op, const std::vector<ProbeTime>& row, Seconds fastest, Seconds objective,
                   const VectorFacts& facts) {
  const bool searches = op == kSearch;
  Finding finding;
  finding.key = op;
  finding.since = row.front().at;
  finding.summary = where(facts) + " took " + in_fine_words(fastest) + " or longer for each of the last " +
                    std::to_string(row.size()) + (searches ? " searches" : " written documents") +
                    " by Lifeguard; the objective is " + in_fine_words(objective);
  for (auto each = row.rbegin(); each != row.rend(); ++each)
    finding.evidence.push_back({{std::string(op), in_fine_words(each->took)}, {"at", rfc3339(each->at)}});
  if (const ProbeTime* ready = latest(facts, "ready"); ready && ready->success)
    finding.evidence.push_back({{"ready", "asked in " + in_fine_words(ready->took)}});
  finding.remedy =
      searches
          ? "If asking whether it is ready is as slow, it is the way there or the store's CPU. Else its index: "
            "does it fit into memory (is the disk read during searches?), is it built (vector_index_lag), and "
            "is "
            "ef_search or the number of probes higher than it must be? Where it cannot be faster, set search "
            "in "
            "[rules.vector_slow]."
          : "Documents one by one are slow everywhere: let the app write in batches. Else see the store's "
            "disk, "
            "what indexing keeps it busy with, and whether ef_construction and m are higher than they must be. "
            "Where it cannot be faster, set indexing in [rules.vector_slow].";
  return finding;
}

}  // namespace

bool VectorSlow::can_judge(const Snapshot& snapshot) const {
  return snapshot.up && vector_facts(snapshot);
}

bool VectorSlow::can_clear(const View& now, const Incident& incident) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  if (!row_of(facts, incident.key).empty()) return true;
  if (latest(facts, incident.key)) return false;
  if (incident.key == kSearch && has_nothing_to_search(facts)) return true;
  return !is_probed(now.snapshot, incident.key == kSearch ? "probe_read" : "probe_write");
}

std::vector<Finding> VectorSlow::inspect(const View& now) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  std::vector<Finding> findings;
  for (const auto& [op, objective] :
       {std::pair(kSearch, config_.search), std::pair(kWrite, config_.indexing)}) {
    const std::vector<ProbeTime> row = row_of(facts, op);
    if (row.empty()) continue;
    const Seconds fastest = std::ranges::min(row, {}, &ProbeTime::took).took;
    const auto severity =
        judge(fastest, Thresholds<Seconds>{objective, objective * config_.critical, objective});
    if (!severity) continue;
    findings.push_back(finding_of(op, row, fastest, objective, facts));
    findings.back().severity = *severity;
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
