#include "alerts/rules/vector_index_lag.hpp"

#include <algorithm>

#include "alerts/rules/percent.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using namespace vector_store;

/// Vectors that searches have to go through one by one, if that can be told.
std::optional<std::int64_t> behind(const Collection& collection) {
  if (!collection.vectors) return std::nullopt;
  if (!collection.indexed) return collection.backlog;
  return std::max(*collection.vectors - *collection.indexed, collection.backlog.value_or(0));
}

/// Nothing waits and the product is content: what is not in its index is left out by its settings, such as a
/// threshold below which parts of a collection get none.
bool is_left_out_on_purpose(const Collection& collection) {
  return collection.condition == Condition::serving && collection.backlog == 0;
}

/// It serves, and its searches take longer than they must.
bool goes_without_index(const Collection& collection) {
  return collection.condition == Condition::serving && !collection.trouble.empty();
}

Evidence evidence_of(const Collection& collection) {
  Evidence evidence{{"collection", collection.name}, {"status", collection.status}};
  const auto add = [&](const char* label, const std::optional<std::int64_t>& count) {
    if (count) evidence.emplace_back(label, std::to_string(*count));
  };
  add("vectors", collection.vectors);
  add("indexed", collection.indexed);
  add("waiting", collection.backlog);
  add("segments", collection.segments);
  if (!collection.trouble.empty()) evidence.emplace_back("trouble", collection.trouble);
  return evidence;
}

std::string remedy_for(const VectorFacts& facts, const Collection& collection) {
  if (goes_without_index(collection))
    return "Nothing is broken. If searches are to be faster, build an index for the distance that the app "
           "orders "
           "by, and see with EXPLAIN that its search uses it.";
  if (facts.product == "qdrant")
    return "optimizer_status of the collection says whether it failed (a full disk?); a grey one waits for the "
           "next "
           "write, or a PATCH of the collection with an empty optimizers_config. After a bulk load, is "
           "indexing_threshold still 0?";
  if (facts.product == "pgvector")
    return "An index that is not valid is not used: DROP INDEX CONCURRENTLY, then CREATE INDEX CONCURRENTLY "
           "again, "
           "with maintenance_work_mem large enough for it.";
  if (facts.product == "milvus")
    return "Index building waits for the index nodes: see their log, and the object storage's; the index's "
           "failReason says more.";
  return "Indexing does not keep up with the writes: see the store's CPU and memory, and write in larger "
         "batches or "
         "more slowly until it has caught up.";
}

}  // namespace

std::optional<Severity> VectorIndexLag::severity_of(const Collection& collection) const {
  if (collection.condition == Condition::degraded) return Severity::warning;
  if (!collection.vectors || *collection.vectors < config_.vectors) return std::nullopt;
  std::optional<Severity> severity;
  if (const auto waiting = behind(collection))
    severity =
        judge(static_cast<double>(*waiting) / static_cast<double>(*collection.vectors), config_.unindexed);
  if (severity && is_left_out_on_purpose(collection)) return std::min(*severity, Severity::info);
  return severity || !goes_without_index(collection) ? severity : Severity::info;
}

bool VectorIndexLag::can_judge(const Snapshot& snapshot) const {
  const VectorFacts* facts = vector_facts(snapshot);
  return snapshot.up && facts && facts->collections;
}

bool VectorIndexLag::can_clear(const View& now, const Incident& incident) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  const Collection* collection = collection_named(facts, incident.key);
  return collection ? collection->error.empty() : lists_collections(facts);
}

std::vector<Finding> VectorIndexLag::inspect(const View& now) const {
  const VectorFacts& facts = *vector_facts(now.snapshot);
  std::vector<Finding> findings;
  for (const Collection& each : *facts.collections) {
    const auto severity = severity_of(each);
    if (!severity) continue;
    Finding finding;
    finding.key = each.name;
    finding.severity = *severity;
    finding.since = now.snapshot.taken;
    finding.summary = where(facts) + ": collection " + each.name;
    const auto waiting = behind(each);
    if (waiting && *waiting > 0) {
      finding.summary += " has " + std::to_string(*waiting) + " of " + std::to_string(*each.vectors) +
                         " vectors that are not in its index (" +
                         percent(static_cast<double>(*waiting) / static_cast<double>(*each.vectors)) + ")";
      if (is_left_out_on_purpose(each)) finding.summary += " and nothing waits to be indexed";
    } else {
      finding.summary += " is " + std::string(name_of(each.condition));
    }
    if (!each.trouble.empty()) finding.summary += ": " + each.trouble;
    finding.evidence.push_back(evidence_of(each));
    finding.remedy = remedy_for(facts, each);
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
