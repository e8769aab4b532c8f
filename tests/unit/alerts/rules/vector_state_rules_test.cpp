#include "alerts/rules/vector_collection_missing.hpp"
#include "alerts/rules/vector_config_drift.hpp"
#include "alerts/rules/vector_unready.hpp"
#include "collectors/vector/availability.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/vector_scene.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;

namespace {

const VectorUnready kUnready{{}};
const VectorCollectionMissing kMissing{{}};
const VectorConfigDrift kDrift{{}};

/// A store that never had all that is expected of it.
VectorStore at_start(std::vector<vector_store::Lack> lacks) {
  VectorStore store;
  store.facts.complete_since.reset();
  store.facts.lacking = std::move(lacks);
  return store;
}

VectorStore without_docs(Seconds since = Seconds(60)) {
  VectorStore store;
  store.facts.remembered = {as_remembered(store.docs(), Seconds(3000), since)};
  store.facts.collections->clear();
  store.facts.lacking = {{"docs", "exists", "missing", ""}};
  return store;
}

VectorStore changed(vector_store::Change change) {
  VectorStore store;
  change.before = as_remembered(store.docs(), Seconds(3000));
  change.at = kNow - Seconds(600);
  store.facts.changes = {change};
  return store;
}

}  // namespace

TEST_CASE("a vector store that is well has no finding about its state") {
  const VectorStore store;
  CHECK(store.see(kUnready).empty());
  CHECK(store.see(kMissing).empty());
  CHECK(store.see(kDrift).empty());
  CHECK(store.can_clear(kUnready, ""));
  CHECK(store.can_clear(kMissing, "docs"));
  CHECK(store.can_clear(kDrift, "docs"));
}

TEST_CASE("all that a vector store lacks at the start is one alert, the worst first") {
  VectorStore store = at_start(
      {{"docs", "m", "8", "16"}, {"docs", "dimension", "384", "768"}, {"users", "exists", "missing", ""}});
  const auto findings = store.see(kUnready);
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().key.empty());
  CHECK(findings.front().severity == Severity::critical);
  CHECK(findings.front().summary ==
        "chroma 127.0.0.1:8000: collection docs has dimension 384, not 768; collection users does not exist; "
        "collection docs has m 8, not 16");
  CHECK(findings.front().evidence.size() == 3);
  store.facts.lacking = {{"docs", "m", "8", "16"}};
  CHECK(store.see(kUnready).front().severity == Severity::warning);
}

TEST_CASE(
    "a collection that was never there is told by vector_unready alone, one that went by the other alone") {
  const VectorStore never = at_start({{"docs", "exists", "missing", ""}});
  CHECK(never.see(kUnready).size() == 1);
  CHECK(never.see(kMissing).empty());
  const VectorStore gone = without_docs();
  CHECK(gone.see(kUnready).empty());
  CHECK(gone.see(kMissing).size() == 1);
}

TEST_CASE("a wrong tenant is told by its name, and not that its collections are missing") {
  VectorStore store = without_docs();
  store.facts.scope = "tenant shop";
  store.facts.scope_trouble = "tenant shop does not exist";
  const auto finding = store.see(kUnready).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary == "chroma 127.0.0.1:8000, tenant shop: tenant shop does not exist");
  CHECK_FALSE(store.is_asked(kMissing));
  CHECK_FALSE(store.can_clear(kUnready, ""));
}

TEST_CASE("a vector store that is not ready says why, and nothing is judged of its collections") {
  VectorStore store = without_docs();
  store.facts.ready = false;
  store.facts.not_ready = "some shards are not ready";
  CHECK(store.see(kUnready).at(0).summary ==
        "chroma 127.0.0.1:8000: it is not ready: some shards are not ready");
  CHECK_FALSE(store.is_asked(kMissing));
}

TEST_CASE("a store that answers its heartbeat and nothing else is told, as a warning") {
  VectorStore store;
  store.facts.collections.reset();
  store.facts.lacking.reset();
  store.parts = {{"ready", true, Seconds(0), ""},
                 {"collections", false, Seconds(2), "GET /count: no answer within 2 s"}};
  const auto finding = store.see(kUnready).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "chroma 127.0.0.1:8000: what it says of itself is ready, but GET /count: no answer within 2 s");
  CHECK_FALSE(store.can_clear(kUnready, ""));
}

TEST_CASE("probes that fail again and again are told, one that failed once is not") {
  VectorStore store;
  store.parts = {{"probe_read", false, Seconds(2), "docs: POST /query: no answer within 2 s"}};
  store.series = {{"vector_probe_failures{part=\"probe_read\"}", 2}};
  CHECK(store.see(kUnready).empty());
  CHECK(vector_store::availability(store.snapshot()) == "available");
  store.series.front().value = 3;
  CHECK(store.see(kUnready).at(0).severity == Severity::warning);
  CHECK(store.see(kUnready).at(0).summary ==
        "chroma 127.0.0.1:8000: what it says of itself is ready, but docs: POST /query: no answer within 2 s");
  CHECK(vector_store::availability(store.snapshot()) == "incomplete");
}

TEST_CASE("a collection that the store itself calls broken pages") {
  VectorStore store;
  store.docs().condition = vector_store::Condition::broken;
  store.docs().status = "red";
  store.docs().trouble = "No space left on device";
  const auto finding = store.see(kUnready).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary == "chroma 127.0.0.1:8000: collection docs does not serve: No space left on device");
}

TEST_CASE("an expected collection that went pages with what it held, and stays until it is back") {
  VectorStore store = without_docs(Seconds(7200));
  const auto finding = store.see(kMissing).at(0);
  CHECK(finding.key == "docs");
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.since == kNow - Seconds(7200));
  CHECK(finding.summary ==
        "collection docs of chroma 127.0.0.1:8000 is gone, with its 50000 vectors, while the store says of "
        "itself: "
        "ready");
  store.facts.remembered.clear();  // the agent was restarted
  CHECK(store.see(kMissing).empty());
  CHECK_FALSE(store.can_clear(kMissing, "docs", kNow - Seconds(86400)));
  store.facts.collections = {a_collection("docs")};
  CHECK(store.can_clear(kMissing, "docs"));
}

TEST_CASE("a collection that nobody named warns for half an hour, if it was there for ten minutes") {
  VectorStore store = without_docs(Seconds(60));
  store.facts.expected = {};
  store.facts.lacking.emplace();
  CHECK(store.see(kMissing).at(0).severity == Severity::warning);
  store.facts.left_out = 1;  // it may be there
  CHECK(store.see(kMissing).empty());
  store.facts.left_out = 0;
  store.facts.remembered = {as_remembered(a_collection("docs"), Seconds(599), Seconds(60))};
  CHECK(store.see(kMissing).empty());
  store.facts.remembered = {as_remembered(a_collection("docs"), Seconds(3000), Seconds(1800))};
  CHECK(store.see(kMissing).empty());
  CHECK(store.can_clear(kMissing, "docs"));
  store.facts.remembered.clear();
  CHECK_FALSE(store.can_clear(kMissing, "docs", kNow - Seconds(60)));
}

TEST_CASE("collections that cannot be listed are neither there nor missing") {
  VectorStore store = without_docs();
  store.facts.collections.reset();
  CHECK_FALSE(store.is_asked(kMissing));
  CHECK_FALSE(store.can_clear(kMissing, "docs"));
  CHECK_FALSE(store.is_asked(kDrift));
}

TEST_CASE("a changed parameter warns with what it was, another dimension or space pages") {
  vector_store::Change change;
  change.dimension = 768;
  change.index = {"hnsw", "cosine", 8, 100, 100, {}, {}};
  const auto finding = changed(change).see(kDrift).at(0);
  CHECK(finding.key == "docs");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.since == kNow - Seconds(600));
  CHECK(finding.summary == "chroma 127.0.0.1:8000: collection docs has other parameters: m 8, 16 before");
  change.index.space = "l2";
  CHECK(changed(change).see(kDrift).at(0).severity == Severity::critical);
  change.index.space = "cosine";
  change.dimension = 384;
  CHECK(changed(change).see(kDrift).at(0).severity == Severity::critical);
}

TEST_CASE("parameters other than the config's are told once all was there, before by vector_unready") {
  VectorStore store;
  store.facts.lacking = {{"docs", "ef_search", "100", "200"}};
  CHECK(store.see(kDrift).at(0).summary ==
        "chroma 127.0.0.1:8000: collection docs has other parameters: ef_search 100, 200 by the config");
  CHECK(store.see(kUnready).empty());
  store.facts.complete_since.reset();
  CHECK(store.see(kDrift).empty());
  CHECK(store.see(kUnready).size() == 1);
}

TEST_CASE("a drift is over for an agent that knows what went before, for another after an hour") {
  VectorStore store;
  CHECK(store.can_clear(kDrift, "docs", kNow - Seconds(60)));
  store.facts.remembered = {as_remembered(store.docs(), Seconds(30))};
  CHECK_FALSE(store.can_clear(kDrift, "docs", kNow - Seconds(60)));
  CHECK(store.can_clear(kDrift, "docs", kNow - Seconds(3600)));
  store.docs().error = "500";
  CHECK_FALSE(store.can_clear(kDrift, "docs", kNow - Seconds(3600)));
}
