#include "alerts/rules/vector_unready.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "collectors/vector/series.hpp"

namespace lifeguard {
namespace {

using namespace vector_store;

struct Trouble {
  Severity severity = Severity::critical;
  std::string text;
  Evidence evidence;
  std::string remedy;
};

Trouble not_ready(const VectorFacts& facts) {
  const std::string why = facts.not_ready.empty() ? "" : ": " + facts.not_ready;
  return {
      Severity::critical,
      "it is not ready" + why,
      {{"store", where(facts)}, {"says", said_by_itself(facts)}},
      "See the log of the store: it may still load its data, or miss its disk or one of its parts. Until it "
      "is ready the app goes on without it, or fails."};
}

Trouble of(const Lack& lack) {
  Trouble trouble;
  trouble.text = in_words(lack);
  trouble.evidence.emplace_back("collection", lack.collection);
  if (lack.what == "exists") {
    trouble.evidence.emplace_back("found", "no such collection");
    trouble.remedy = "Run what creates and fills collection " + lack.collection +
                     ", or see whether url, tenant and database lead to the right store.";
    return trouble;
  }
  trouble.evidence.insert(trouble.evidence.end(),
                          {{lack.what, lack.found}, {lack.what + " expected", lack.expected}});
  if (lack.what == "dimension") {
    trouble.remedy =
        "Is it the embedding model that the collection was filled with? Every search with a vector of " +
        lack.expected +
        " numbers is refused: fill a collection of that dimension, or mend dimension in "
        "the config.";
  } else if (lack.what == "index") {
    trouble.severity = Severity::warning;
    trouble.remedy =
        "Until it has one every search reads all of it: build it (CREATE INDEX CONCURRENTLY), or "
        "take space, m and ef_construction out of the config.";
  } else {
    trouble.severity = Severity::warning;
    trouble.remedy = "Make the collection anew with " + lack.what + " " + lack.expected +
                     ", where the store cannot change it, or mend " + lack.what + " in the config.";
  }
  return trouble;
}

Trouble broken(const Collection& collection) {
  const std::string& why = collection.trouble.empty() ? collection.status : collection.trouble;
  return {
      Severity::critical,
      "collection " + collection.name + " does not serve: " + why,
      {{"collection", collection.name}, {"status", collection.status}},
      "The log of the store says more; searches of collection " + collection.name + " fail or lack results."};
}

/// Of a store that answers, what it does not answer.
void add_unreadable(const Snapshot& snapshot, std::vector<Trouble>& troubles) {
  bool told = false;
  for (const PartResult& part : snapshot.parts) {
    const bool looked_at = part.part == "scope" || part.part == "collections" || part.part == "details" ||
                           keeps_failing(snapshot, part.part);
    if (!looked_at || part.success || part.error.empty()) continue;
    if (told && part.error.starts_with("not asked")) continue;  // it follows from what is told
    told = true;
    troubles.push_back(
        {Severity::warning,
         "what it says of itself is " + said_by_itself(*vector_facts(snapshot)) + ", but " + part.error,
         {{"part", part.part}, {"error", part.error}},
         "The same request from where Lifeguard runs: does it hang or fail for others too? Then the "
         "store's log, its disk, and who holds its lock."});
  }
}

std::vector<Trouble> troubles_of(const Snapshot& snapshot) {
  const VectorFacts& facts = *vector_facts(snapshot);
  // The rest follows from the first that is told.
  if (facts.ready == false) return {not_ready(facts)};
  if (!facts.scope_trouble.empty()) {
    return {{Severity::critical,
             facts.scope_trouble,
             {{"store", where(facts)}, {"says", said_by_itself(facts)}},
             "Mend tenant and database in the config, or create them: some stores answer for one that does not "
             "exist as if it were empty."}};
  }
  std::vector<Trouble> troubles;
  if (facts.lacking && !facts.complete_since) {
    for (const Lack& lack : *facts.lacking) troubles.push_back(of(lack));
  }
  if (facts.collections) {
    for (const Collection& each : *facts.collections) {
      if (each.condition == Condition::broken) troubles.push_back(broken(each));
    }
  }
  add_unreadable(snapshot, troubles);
  std::ranges::stable_sort(troubles, std::ranges::greater{}, &Trouble::severity);
  return troubles;
}

}  // namespace

bool VectorUnready::can_judge(const Snapshot& snapshot) const {
  return snapshot.up && vector_facts(snapshot);
}

bool VectorUnready::can_clear(const View& now, const Incident&) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  return lists_collections(facts) && facts.lacking;
}

std::vector<Finding> VectorUnready::inspect(const View& now) const {
  const std::vector<Trouble> troubles = troubles_of(now.snapshot);
  if (troubles.empty()) return {};
  Finding finding;
  finding.severity = troubles.front().severity;
  finding.since = now.snapshot.taken;
  finding.summary = where(*vector_facts(now.snapshot)) + ": ";
  for (const Trouble& trouble : troubles) {
    if (finding.evidence.size() == kMaxEvidence) {
      finding.summary += "; and " + counted(troubles.size() - kMaxEvidence, "more such thing");
      break;
    }
    finding.summary += (finding.evidence.empty() ? "" : "; ") + trouble.text;
    finding.evidence.push_back(trouble.evidence);
  }
  finding.remedy = troubles.front().remedy;
  return {finding};
}

}  // namespace lifeguard
