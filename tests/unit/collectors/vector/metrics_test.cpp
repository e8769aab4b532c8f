#include "collectors/vector/metrics.hpp"

#include "collectors/vector/availability.hpp"
#include "collectors/vector/checks.hpp"
#include "collectors/vector/series.hpp"
#include "tests/catch.hpp"

namespace lifeguard::vector_store {
namespace {

const TimePoint kAt(std::chrono::seconds(1795227139));

Collection collection(const std::string& name, std::int64_t vectors) {
  Collection collection;
  collection.name = name;
  collection.vectors = vectors;
  collection.dimension = 128;
  collection.index = {"hnsw", "cosine", 16, 100, 100, {}, {}};
  return collection;
}

Facts facts_with(std::vector<Collection> collections) {
  Facts facts;
  facts.taken = kAt;
  facts.product = "chroma";
  facts.version = "1.0.0";
  facts.ready = true;
  facts.collections = std::move(collections);
  return facts;
}

std::optional<double> value(const std::vector<Sample>& samples, std::string_view metric,
                            const std::vector<std::string>& labels = {}) {
  for (const Sample& sample : samples) {
    if (sample.metric->name == metric && sample.labels == labels) return sample.value;
  }
  return std::nullopt;
}

bool has(const std::vector<Check>& checks, Check::Level level, std::string_view what) {
  return std::ranges::any_of(checks,
                             [&](const Check& check) { return check.level == level && check.what == what; });
}

Snapshot up_with(Facts facts) {
  Snapshot snapshot;
  snapshot.kind = "vector";
  snapshot.up = true;
  snapshot.facts = std::move(facts);
  return snapshot;
}

}  // namespace

TEST_CASE("the collections with the most vectors are metrics of their own, the others a sum") {
  std::vector<Collection> many;
  for (int i = 1; i <= 60; ++i) many.push_back(collection("c" + std::to_string(i), i));
  const auto samples = samples_from(facts_with(many));
  CHECK(value(samples, "lifeguard_vector_collection_vectors", {"c60"}) == 60);
  CHECK(value(samples, "lifeguard_vector_collection_vectors", {"c11"}) == 11);
  CHECK_FALSE(value(samples, "lifeguard_vector_collection_vectors", {"c10"}));
  CHECK(value(samples, "lifeguard_vector_collection_vectors", {"other"}) == 55);
}

TEST_CASE("a store whose tenant is not there is not ready") {
  Facts facts = facts_with({});
  CHECK(value(samples_from(facts), "lifeguard_vector_ready") == 1);
  facts.scope_trouble = "tenant shop does not exist";
  CHECK(value(samples_from(facts), "lifeguard_vector_ready") == 0);
  facts.ready.reset();
  CHECK_FALSE(value(samples_from(facts), "lifeguard_vector_ready"));
}

TEST_CASE("searches that failed are a self-recall of 0, and a failed probe has no time") {
  Facts facts = facts_with({collection("docs", 5000)});
  SelfRecall recall;
  recall.collection = "docs";
  recall.error = "500 Error finding id";
  facts.recalls.push_back(recall);
  facts.probes.push_back({"search", kAt, Seconds(1), false, recall.error});
  const auto samples = samples_from(facts);
  CHECK(value(samples, "lifeguard_vector_self_recall_ratio", {"docs"}) == 0);
  CHECK(value(samples, "lifeguard_vector_probe_success", {"search"}) == 0);
  CHECK_FALSE(value(samples, "lifeguard_vector_probe_seconds", {"search"}));
}

TEST_CASE("a vector store is available, or it is said what of it is not") {
  Facts facts = facts_with({collection("docs", 5000)});
  facts.expected.collections = {"docs"};
  CHECK(availability(up_with(facts)) == "available");
  CHECK(availability(Snapshot()) == "unavailable");
  Facts missing = facts;
  missing.expected.collections.push_back("users");
  CHECK(availability(up_with(missing)) == "incomplete");
  Facts lost = facts;
  lost.recalls.emplace_back().searched = 5;
  CHECK(availability(up_with(lost)) == "incomplete");
  Facts refusing = facts;
  refusing.lacking = {{"docs", "dimension", "384", "768"}};
  CHECK(availability(up_with(refusing)) == "incomplete");
  refusing.lacking = {{"docs", "m", "8", "16"}};
  CHECK(availability(up_with(refusing)) == "available");
  Facts unlisted = facts;
  unlisted.collections.reset();
  CHECK(availability(up_with(unlisted)) == "unavailable");
  facts.ready = false;
  CHECK(availability(up_with(facts)) == "not ready");
}

TEST_CASE("check says what is missing and what is otherwise than expected") {
  Facts facts = facts_with({collection("docs", 5000)});
  facts.scope = "tenant default_tenant, database default_database";
  facts.expected.collections = {"docs", "users"};
  facts.expected.dimension = 768;
  const auto checks = checks_from(facts);
  CHECK(has(checks, Check::Level::ok, "chroma 1.0.0, tenant default_tenant, database default_database"));
  CHECK(has(checks, Check::Level::ok,
            "collection docs: 5000 vectors of 128 dimensions; hnsw, space cosine, m 16, ef_construction 100, "
            "ef_search 100"));
  CHECK(has(checks, Check::Level::failure, "collection users does not exist"));
  CHECK(has(checks, Check::Level::failure, "collection docs has dimension 128, and the config expects 768"));
}

TEST_CASE("the vectors of each collection and the times of the probes are remembered") {
  Facts facts = facts_with({collection("docs", 5000)});
  facts.probes.push_back({"search", kAt, Seconds(0.002), true, ""});
  const auto series = series_from(facts);
  REQUIRE(series.size() == 2);
  CHECK(series[0].series == "vector_collection_vectors{collection=\"docs\"}");
  CHECK(series[0].value == 5000);
  CHECK(series[1].series == "vector_probe_seconds{op=\"search\"}");
}

}  // namespace lifeguard::vector_store
