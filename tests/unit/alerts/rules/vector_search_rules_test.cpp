#include "alerts/rules/vector_index_lag.hpp"
#include "alerts/rules/vector_self_recall.hpp"
#include "alerts/rules/vector_shrunk.hpp"
#include "alerts/rules/vector_slow.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/vector_scene.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;

namespace {

const VectorSlow kSlow{{}};
const VectorSelfRecall kRecall{{}};
const VectorIndexLag kLag{{}};
const VectorShrunk kShrunk{{}};

vector_store::SelfRecall recall(int found, int searched, int results, int expected) {
  vector_store::SelfRecall recall;
  recall.collection = "docs";
  recall.at = kNow - Seconds(20);
  recall.found = found;
  recall.searched = searched;
  recall.results = results;
  recall.results_expected = expected;
  return recall;
}

VectorStore probed(vector_store::SelfRecall recall) {
  VectorStore store;
  store.facts.recalls = {std::move(recall)};
  return store;
}

}  // namespace

TEST_CASE("searches that were slow three times in a row are told, one that was quick in between ends it") {
  VectorStore store;
  store.took("search", {0.060, 0.055, 0.120});
  const auto finding = store.see(kSlow).at(0);
  CHECK(finding.key == "search");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.since == kNow - Seconds(180));
  CHECK(finding.summary ==
        "chroma 127.0.0.1:8000 took 55 ms or longer for each of the last 3 searches by Lifeguard; the "
        "objective is 50 "
        "ms");
  CHECK(finding.evidence.size() == 3);

  VectorStore quick;
  quick.took("search", {0.9, 0.040, 0.9});
  CHECK(quick.see(kSlow).empty());
  CHECK(quick.can_clear(kSlow, "search"));
}

TEST_CASE("ten times the objective is critical, and documents have one of their own") {
  VectorStore store;
  store.took("write", {1.1, 1.2, 1.0});
  CHECK(store.see(kSlow).at(0).severity == Severity::critical);
  CHECK(store.see(kSlow).at(0).key == "write");
  VectorStore quick;
  quick.took("write", {0.09, 0.09, 0.09});
  CHECK(quick.see(kSlow).empty());
}

TEST_CASE("fewer than three probes, or a last one that failed, neither open nor end a slow store") {
  VectorStore store;
  store.took("search", {0.9, 0.9});
  CHECK(store.see(kSlow).empty());
  CHECK_FALSE(store.can_clear(kSlow, "search"));
  VectorStore failing;
  failing.took("search", {0.9, 0.9, 0.9});
  failing.facts.probes.front().success = false;
  CHECK(failing.see(kSlow).empty());
  CHECK_FALSE(failing.can_clear(kSlow, "search"));
}

TEST_CASE("stored vectors that do not find themselves page, with what is lost and what the store says") {
  auto lost = recall(1, 5, 2, 10);
  lost.lost = {"id7", "id9"};
  const auto finding = probed(lost).see(kRecall).at(0);
  CHECK(finding.key == "docs");
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.since == kNow - Seconds(20));
  CHECK(finding.summary ==
        "chroma 127.0.0.1:8000: in collection docs 1 of 5 stored vectors find themselves (20 %), and searches "
        "give 2 "
        "of 10 results that there must be, while the store says of itself: ready");
  const Evidence evidence{{"collection", "docs"},
                          {"store says of itself", "ready"},
                          {"vectors", "50000"},
                          {"found themselves", "1 of 5"},
                          {"results", "2 of 10"},
                          {"not found", "id7, id9"},
                          {"probed", rfc3339(kNow - Seconds(20))}};
  CHECK(finding.evidence.front() == evidence);
  CHECK(finding.remedy.find("chroma.sqlite3") != std::string::npos);
}

TEST_CASE("one of twenty that is lost again warns, four of them page") {
  CHECK(probed(recall(19, 20, 200, 200)).see(kRecall).at(0).severity == Severity::warning);
  CHECK(probed(recall(16, 20, 200, 200)).see(kRecall).at(0).severity == Severity::critical);
}

TEST_CASE("the worst of self-recall, completeness and the exact scan decides") {
  CHECK(probed(recall(5, 5, 50, 50)).see(kRecall).empty());
  CHECK(probed(recall(5, 5, 25, 50)).see(kRecall).at(0).severity == Severity::critical);
  auto compared = recall(5, 5, 50, 50);
  compared.exact = 50;
  compared.exact_found = 46;
  CHECK(probed(compared).see(kRecall).at(0).severity == Severity::warning);
  CHECK(probed(compared).see(kRecall).at(0).summary.find("46 of 50 neighbours that an exact scan finds") !=
        std::string::npos);
  compared.exact_found = 48;
  CHECK(probed(compared).see(kRecall).at(0).severity == Severity::none);
}

TEST_CASE("a search that fails while the store says it is ready pages with what it answered") {
  auto failed = recall(0, 0, 0, 0);
  failed.error = "POST /query answered 500 (Error finding id)";
  const auto finding = probed(failed).see(kRecall).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary ==
        "chroma 127.0.0.1:8000: a search of collection docs failed: POST /query answered 500 (Error finding "
        "id), while "
        "the store says of itself: ready");
}

TEST_CASE("recall that was not probed this time neither opens nor ends an incident") {
  VectorStore store;
  store.series = {{vector_store::failures_of("probe_read"), 0}};
  CHECK(store.see(kRecall).empty());
  CHECK_FALSE(store.can_clear(kRecall, "docs"));
  CHECK(probed(recall(5, 5, 50, 50)).can_clear(kRecall, "docs"));
}

TEST_CASE("what was told of a collection that is not probed any more ends") {
  VectorStore store;
  store.facts.expected.collections = {"users"};
  CHECK(store.can_clear(kRecall, "docs"));
  VectorStore gone;
  gone.facts.collections->clear();
  CHECK(gone.can_clear(kRecall, "docs"));
  gone.facts.ready = false;  // what it lists says nothing
  gone.series = {{vector_store::failures_of("probe_read"), 0}};
  CHECK_FALSE(gone.can_clear(kRecall, "docs"));
}

TEST_CASE("what the probes told ends when they are turned off, and not before the first of them") {
  VectorStore store;
  CHECK(store.can_clear(kRecall, "docs"));
  CHECK(store.can_clear(kSlow, "search"));
  CHECK(store.can_clear(kSlow, "write"));
  store.series = {{vector_store::failures_of("probe_read"), 0}};
  CHECK_FALSE(store.can_clear(kRecall, "docs"));
  CHECK_FALSE(store.can_clear(kSlow, "search"));
  CHECK(store.can_clear(kSlow, "write"));
}

TEST_CASE("slow searches end when there is nothing left to search, and not while it is not known") {
  VectorStore store;
  store.series = {{vector_store::failures_of("probe_read"), 0}};
  CHECK_FALSE(store.can_clear(kSlow, "search"));
  VectorStore emptied = store;
  emptied.facts.recalls = {recall(0, 0, 0, 0)};
  CHECK(emptied.can_clear(kSlow, "search"));
  CHECK(emptied.can_clear(kRecall, "docs"));
  emptied.facts.recalls.front().error = "POST /query answered 500";
  CHECK_FALSE(emptied.can_clear(kSlow, "search"));
  store.facts.collections->clear();
  CHECK(store.can_clear(kSlow, "search"));
  store.facts.ready = false;
  CHECK_FALSE(store.can_clear(kSlow, "search"));
}

TEST_CASE("each product has its own way to find again what its index lost") {
  VectorStore store = probed(recall(1, 5, 50, 50));
  store.facts.product = "pgvector";
  CHECK(store.see(kRecall).at(0).remedy.find("REINDEX INDEX CONCURRENTLY") != std::string::npos);
  store.facts.product = "qdrant";
  CHECK(store.see(kRecall).at(0).remedy.find("hnsw_ef") != std::string::npos);
}

TEST_CASE("vectors that wait to be indexed are told by their share") {
  VectorStore store;
  store.docs().indexed = 44'000;
  store.docs().backlog = 6'000;
  store.docs().condition = vector_store::Condition::building;
  const auto finding = store.see(kLag).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "chroma 127.0.0.1:8000: collection docs has 6000 of 50000 vectors that are not in its index (12 %)");
  store.docs().indexed = 20'000;
  CHECK(store.see(kLag).at(0).severity == Severity::critical);
  store.docs().indexed = 49'000;
  store.docs().backlog = 0;
  CHECK(store.see(kLag).empty());
  CHECK(store.can_clear(kLag, "docs"));
}

TEST_CASE("a large collection that is searched without its index is worth knowing, a small one is not") {
  VectorStore store;
  store.docs().trouble = "no index of kind hnsw or ivfflat: every search reads the whole table";
  const auto finding = store.see(kLag).at(0);
  CHECK(finding.severity == Severity::info);
  CHECK(finding.summary ==
        "chroma 127.0.0.1:8000: collection docs is serving: no index of kind hnsw or ivfflat: every search "
        "reads the whole table");
  store.docs().vectors = 9'999;
  CHECK(store.see(kLag).empty());
}

TEST_CASE("a small collection, and one that does not tell what is indexed, have no lag") {
  VectorStore store;
  store.docs().vectors = 9'999;
  store.docs().indexed = 0;
  CHECK(store.see(kLag).empty());
  store.docs().vectors = 50'000;
  store.docs().indexed.reset();
  CHECK(store.see(kLag).empty());
  store.docs().backlog = 40'000;
  CHECK(store.see(kLag).at(0).severity == Severity::critical);
}

TEST_CASE("vectors that a content store leaves out of its index are worth knowing, and wake nobody") {
  VectorStore store;
  store.docs().indexed = 0;
  store.docs().backlog = 0;
  CHECK(store.see(kLag).at(0).severity == Severity::info);
}

TEST_CASE("an index that the store itself finds wanting is a warning with its words") {
  VectorStore store;
  store.docs().condition = vector_store::Condition::degraded;
  store.docs().trouble = "index docs_embedding_idx is not valid";
  CHECK(store.see(kLag).at(0).severity == Severity::warning);
  CHECK(store.see(kLag).at(0).summary ==
        "chroma 127.0.0.1:8000: collection docs is degraded: index docs_embedding_idx is not valid");
  store.docs().error = "500";
  CHECK_FALSE(store.can_clear(kLag, "docs"));
  store.facts.collections.reset();
  CHECK_FALSE(store.is_asked(kLag));
}

TEST_CASE("a collection that lost many vectors within the window is told with how many it had") {
  VectorStore store;
  store.had("docs", {100'000, 100'000, 50'000});
  const auto finding = store.see(kShrunk).at(0);
  CHECK(finding.key == "docs");
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.since == kNow);
  CHECK(finding.summary ==
        "chroma 127.0.0.1:8000: collection docs lost 50000 of its 100000 vectors (50 %) within 5.0 s");
}

TEST_CASE("a tenth lost warns, less and growth do not, nor does a small collection") {
  VectorStore store;
  store.had("docs", {56'000, 50'000});
  CHECK(store.see(kShrunk).at(0).severity == Severity::warning);
  VectorStore little;
  little.had("docs", {52'000, 50'000});
  CHECK(little.see(kShrunk).empty());
  VectorStore growing;
  growing.had("docs", {10'000, 50'000});
  CHECK(growing.see(kShrunk).empty());
  VectorStore small;
  small.docs().vectors = 1;
  small.had("docs", {99, 1});
  CHECK(small.see(kShrunk).empty());
}

TEST_CASE("after a restart of the agent a loss is neither there nor gone until the window has passed") {
  VectorStore store;
  store.had("docs", {50'000, 50'000});
  CHECK(store.see(kShrunk).empty());
  CHECK_FALSE(store.can_clear(kShrunk, "docs", kNow - Seconds(600)));
  CHECK(store.can_clear(kShrunk, "docs", kNow - Seconds(3600)));
  CHECK(store.can_clear(kShrunk, "docs", kNow));
  store.docs().vectors.reset();
  CHECK_FALSE(store.can_clear(kShrunk, "docs", kNow));
}
