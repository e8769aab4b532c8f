#include "alerts/rules/vector_collection_missing.hpp"

#include "alerts/rules/sessions.hpp"

namespace lifeguard {
namespace {

using namespace vector_store;

// Collections that nobody named may come and go; one that was there for so long was not meant for one task.
constexpr Seconds kSettled{600};
// After that time, one that went is taken to have been deleted on purpose, unless the config names it.
constexpr Seconds kTold{1800};

bool is_missed(const VectorFacts& facts, const Remembered& one) {
  if (collection_named(facts, one.name)) return false;
  if (is_expected(facts, one.name)) return facts.complete_since.has_value();
  return facts.left_out == 0 && one.last_seen - one.first_seen >= kSettled &&
         facts.taken - one.last_seen < kTold;
}

Finding finding_of(const Remembered& one, const VectorFacts& facts) {
  const bool expected = is_expected(facts, one.name);
  Finding finding;
  finding.key = one.name;
  finding.severity = expected ? Severity::critical : Severity::warning;
  finding.since = one.last_seen;
  finding.summary =
      "collection " + one.name + " of " + where(facts) + " is gone" +
      (one.vectors ? ", with its " + counted(static_cast<std::size_t>(*one.vectors), "vector") : "") +
      ", while the store says of itself: " + said_by_itself(facts);
  Evidence evidence{{"collection", one.name}, {"last seen", rfc3339(one.last_seen)}, {"id", one.id}};
  if (one.vectors) evidence.emplace_back("vectors then", std::to_string(*one.vectors));
  finding.evidence.push_back(std::move(evidence));
  finding.remedy =
      "Find out who deleted it (the store's access log; a deployment that creates collections under "
      "another name?), then restore it from a backup, or run what creates and fills it.";
  if (!expected) finding.remedy += " If it was deleted on purpose, nothing is to be done: this ends by itself.";
  return finding;
}

}  // namespace

bool VectorCollectionMissing::can_judge(const Snapshot& snapshot) const {
  const VectorFacts* facts = vector_facts(snapshot);
  return snapshot.up && facts && lists_collections(*facts);
}

// After a restart of the agent nobody remembers that it was there.
bool VectorCollectionMissing::can_clear(const View& now, const Incident& incident) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  if (collection_named(facts, incident.key)) return true;
  if (is_expected(facts, incident.key)) return false;
  return remembered(facts, incident.key) || now.snapshot.taken - incident.last_seen >= kTold;
}

std::vector<Finding> VectorCollectionMissing::inspect(const View& now) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  std::vector<Finding> findings;
  for (const Remembered& each : facts.remembered) {
    if (is_missed(facts, each)) findings.push_back(finding_of(each, facts));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
