#include "collectors/vector/milvus/answers.hpp"

#include <algorithm>
#include <charconv>

#include "collectors/vector/quoted.hpp"
#include "collectors/vector/spaces.hpp"

namespace lifeguard::vector_store::milvus {
namespace {

/// A number that may be sent as a text, as all of 64 bits are unless the server is told otherwise.
std::optional<std::int64_t> whole_number(const Json& value) {
  if (!value.exists()) return std::nullopt;
  if (value.is_number()) return value.integer();
  const std::string text = value.text();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int> dimension_of(const Json& field) {
  if (!field["params"].exists()) return std::nullopt;
  for (const Json& each : field["params"].items()) {
    if (each["key"].text_if() != "dim") continue;
    const auto dimension = whole_number(each["value"]);
    if (dimension) return static_cast<int>(*dimension);
  }
  return std::nullopt;
}

bool is_vector(const Json& field) {
  return field["type"].text_if().value_or("").ends_with("Vector");
}

/// The vector that is told of.
std::optional<Json> vector_among(const std::vector<Json>& fields, int dimension) {
  std::optional<Json> first;
  for (const Json& each : fields) {
    if (!is_vector(each)) continue;
    if (dimension_of(each) == dimension) return each;
    if (!first) first = each;
  }
  return first;
}

void judge_load(Collection& collection) {
  if (collection.status == "LoadStateLoading") {
    collection.condition = Condition::building;
    collection.trouble = "it is being loaded into memory";
  } else if (collection.status != "LoadStateLoaded" && !collection.status.empty()) {
    collection.condition = Condition::broken;
    collection.trouble = "it is not loaded, and cannot be searched";
  }
}

void worsen(Collection& collection, Condition condition, const std::string& status,
            const std::string& trouble) {
  if (condition <= collection.condition) return;
  collection.condition = condition;
  collection.status = status;
  collection.trouble = trouble;
}

}  // namespace

Outcome outcome_of(const Json& answer) {
  return {answer["code"].integer(), shortened(answer["message"].text_if().value_or(""))};
}

void require_good(const Json& answer) {
  const Outcome outcome = outcome_of(answer);
  if (outcome.is_good()) return;
  std::string told = answer.path() + " answered code " + std::to_string(outcome.code);
  if (!outcome.message.empty()) told += " (" + outcome.message + ")";
  if (outcome.code == kLoginNeeded) told += "; set api_key to user:password, or the one that is set is wrong";
  throw StoreError(told);
}

std::vector<std::string> names_in(const Json& answer) {
  std::vector<std::string> names;
  if (!answer["data"].exists()) return names;
  for (const Json& each : answer["data"].items()) names.push_back(each.text());
  return names;
}

Described described_in(const Json& answer, int dimension) {
  const Json data = answer["data"];
  Described described;
  Collection& collection = described.collection;
  collection.name = collection.id = data["collectionName"].text();
  collection.status = data["load"].text_if().value_or("");
  const std::vector<Json> fields = data["fields"].items();
  for (const Json& each : fields) {
    if (!each["primaryKey"].exists() || !each["primaryKey"].flag()) continue;
    described.key = each["name"].text();
    described.key_is_text = each["type"].text_if() == "VarChar";
  }
  if (const auto vector = vector_among(fields, dimension)) {
    collection.field = (*vector)["name"].text();
    collection.dimension = dimension_of(*vector);
  }
  if (data["indexes"].exists()) {
    for (const Json& each : data["indexes"].items()) {
      if (each["fieldName"].text_if() != collection.field) continue;
      described.index_name = each["indexName"].text();
      collection.index.space = space_named(each["metricType"].text_if().value_or(""));
    }
  }
  judge_load(collection);
  return described;
}

std::optional<std::int64_t> rows_in(const Json& answer) {
  return whole_number(answer["data"]["rowCount"]);
}

std::string loading_in(const Json& answer) {
  const auto progress = whole_number(answer["data"]["loadProgress"]);
  std::string state = answer["data"]["loadState"].text_if().value_or("");
  return progress && *progress >= 0 ? state + ", " + std::to_string(*progress) + " %" : state;
}

// Rows that no segment was sealed with yet are searched as they are, and in no index's total.
void add_index(const Json& answer, Collection& collection) {
  for (const Json& index : answer["data"].items()) {
    if (index["fieldName"].text_if() != collection.field) continue;
    collection.index.kind = space_named(index["indexType"].text_if().value_or(""));
    if (const auto metric = index["metricType"].text_if()) collection.index.space = space_named(*metric);
    const auto indexed = whole_number(index["indexedRows"]), total = whole_number(index["totalRows"]);
    std::int64_t waiting = whole_number(index["pendingRows"]).value_or(0);
    if (indexed && total) waiting = std::max(waiting, *total - *indexed);
    collection.backlog = waiting;
    if (collection.vectors) collection.indexed = std::max<std::int64_t>(0, *collection.vectors - waiting);

    const std::string state = index["indexState"].text_if().value_or("");
    const std::string reason = index["failReason"].text_if().value_or("");
    if (state == "Failed")
      worsen(collection, Condition::broken, state,
             "its index could not be built" + (reason.empty() ? "" : ": " + shortened(reason)));
    else if (state == "InProgress" || state == "Unissued" || state == "Retry")
      worsen(collection, Condition::building, state, "its index is being built");
  }
}

std::optional<std::int64_t> count_in(const Json& answer) {
  const std::vector<Json> rows = answer["data"].items();
  if (rows.empty()) return std::nullopt;
  const Json count = rows.front()["count(*)"];  // by the server's source; some of its documents show "count"
  return whole_number(count.exists() ? count : rows.front()["count"]);
}

std::vector<StoredVector> vectors_in(const Json& answer, const Collection& collection, const std::string& key) {
  std::vector<StoredVector> stored;
  for (const Json& row : answer["data"].items()) {
    const Json vector = row[collection.field];
    if (!vector.exists()) continue;
    // Binary and half-precision vectors come as bytes, in whatever form.
    const bool is_searched = vector.is_list_of_numbers();
    if (is_searched) stored.push_back({row[key].id(), vector.vector()});
    const bool has_all =
        is_searched && (!collection.dimension || std::ssize(stored.back().values) == *collection.dimension);
    if (!has_all)
      throw NotOffered("field " + collection.field + " of " + collection.name +
                       " is of a kind that Lifeguard does not search for: it is no FloatVector");
  }
  return stored;
}

// Whatever the field of the ids is called, here it is "id".
std::vector<Neighbour> neighbours_in(const Json& answer, const Collection& collection) {
  std::vector<Neighbour> neighbours;
  for (const Json& row : answer["data"].items()) {
    const double score = row["distance"].number();
    neighbours.push_back({row["id"].id(), distance_of_score(score, collection.index.space)});
  }
  return neighbours;
}

}  // namespace lifeguard::vector_store::milvus
