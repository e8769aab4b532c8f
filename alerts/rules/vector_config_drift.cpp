#include "alerts/rules/vector_config_drift.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"

namespace lifeguard {
namespace {

using namespace vector_store;

// After that time the changed parameters are the usual ones; see Memory.
constexpr Seconds kTold{3600};

struct Difference {
  std::string what, is, was;
};

template <class T>
void compare(const char* what, const std::optional<T>& was, const std::optional<T>& is,
             std::vector<Difference>& differences) {
  if (was && is && *was != *is) differences.push_back({what, std::to_string(*is), std::to_string(*was)});
}

void compare(const char* what, const std::string& was, const std::string& is,
             std::vector<Difference>& differences) {
  if (!was.empty() && !is.empty() && was != is) differences.push_back({what, is, was});
}

std::vector<Difference> differences_in(const Change& change) {
  const IndexParameters &was = change.before.index, &is = change.index;
  std::vector<Difference> differences;
  compare("dimension", change.before.dimension, change.dimension, differences);
  compare("kind of index", was.kind, is.kind, differences);
  compare("space", was.space, is.space, differences);
  compare("m", was.m, is.m, differences);
  compare("ef_construction", was.ef_construction, is.ef_construction, differences);
  compare("ef_search", was.ef_search, is.ef_search, differences);
  compare("lists", was.lists, is.lists, differences);
  compare("probes", was.probes, is.probes, differences);
  return differences;
}

Severity severity_of(const std::string& what) {
  return what == "dimension" || what == "space" ? Severity::critical : Severity::warning;
}

/// One collection: what it was before, and what the config says.
struct Drift {
  const Change* change = nullptr;
  std::vector<const Lack*> lacks;
};

std::map<std::string, Drift> drifts_in(const VectorFacts& facts) {
  std::map<std::string, Drift> drifts;
  for (const Change& each : facts.changes) {
    if (collection_named(facts, each.before.name)) drifts[each.before.name].change = &each;
  }
  if (!facts.lacking || !facts.complete_since) return drifts;  // until then vector_unready speaks
  for (const Lack& each : *facts.lacking) {
    if (each.what != "exists") drifts[each.collection].lacks.push_back(&each);
  }
  return drifts;
}

Finding finding_of(const std::string& name, const Drift& drift, const View& now) {
  Finding finding;
  finding.key = name;
  finding.since = now.snapshot.taken;
  std::string text;
  const auto tell = [&](const std::string& what, const std::string& is, const std::string& other) {
    text += (text.empty() ? "" : "; ") + what + " " + is + ", " + other;
    finding.severity = std::max(finding.severity, severity_of(what));
  };
  if (drift.change) {
    finding.since = drift.change->at;
    if (drift.change->made_anew) text = "was made anew; it";
    for (const Difference& each : differences_in(*drift.change)) {
      tell(each.what, each.is, each.was + " before");
      finding.evidence.push_back({{"collection", name},
                                  {each.what, each.is},
                                  {"before", each.was},
                                  {"seen", rfc3339(drift.change->at)}});
    }
  }
  for (const Lack* each : drift.lacks) {
    tell(each->what, each->found, each->expected + " by the config");
    finding.evidence.push_back(
        {{"collection", name}, {each->what, each->found}, {"by the config", each->expected}});
  }
  if (finding.evidence.size() > kMaxEvidence) finding.evidence.resize(kMaxEvidence);
  finding.summary =
      where(*vector_facts(now.snapshot)) + ": collection " + name + " has other parameters: " + text;
  finding.remedy =
      finding.severity == Severity::critical
          ? "Another dimension refuses the app's vectors, another space ranks them otherwise: give the app and "
            "the "
            "collection the same again, by making it anew from its documents with the right embedding model "
            "and space."
          : "See who changed it: a migration, or an app that creates the collection if it is missing, with "
            "defaults of "
            "its own. Build the index again with the parameters that were measured, or write the new ones into "
            "[[vector]].";
  return finding;
}

}  // namespace

bool VectorConfigDrift::can_judge(const Snapshot& snapshot) const {
  const VectorFacts* facts = vector_facts(snapshot);
  return snapshot.up && facts && facts->collections && facts->lacking;
}

// After a restart of the agent nobody remembers what it was before, unless the config says what it must be.
bool VectorConfigDrift::can_clear(const View& now, const Incident& incident) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  const Collection* collection = collection_named(facts, incident.key);
  if (!collection) return lists_collections(facts);
  if (!collection->error.empty()) return false;
  const Remembered* known = remembered(facts, incident.key);
  return (known && known->first_seen <= incident.last_seen) || now.snapshot.taken - incident.last_seen >= kTold;
}

std::vector<Finding> VectorConfigDrift::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const auto& [name, drift] : drifts_in(*vector_facts(now.snapshot)))
    findings.push_back(finding_of(name, drift, now));
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
