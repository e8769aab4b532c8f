#include "collectors/vector/qdrant/answers.hpp"

#include <algorithm>

#include "collectors/vector/quoted.hpp"
#include "collectors/vector/spaces.hpp"

namespace lifeguard::vector_store::qdrant {

namespace {

struct Vectors {
  std::vector<std::pair<std::string, Json>> dense;  // by name; the only one may have none
  std::size_t sparse = 0;
};

Vectors vectors_by(const Json& params) {
  Vectors vectors;
  const Json dense = params["vectors"];
  if (dense["size"].exists()) {
    vectors.dense.emplace_back("", dense);
  } else if (dense.exists()) {
    vectors.dense = dense.members();
  }
  if (params["sparse_vectors"].exists()) vectors.sparse = params["sparse_vectors"].members().size();
  return vectors;
}

const std::pair<std::string, Json>& told_of(const Vectors& vectors, int dimension) {
  const auto fits = [&](const auto& each) { return each.second["size"].int_if() == dimension; };
  const auto found = std::ranges::find_if(vectors.dense, fits);
  return found != vectors.dense.end() ? *found : vectors.dense.front();
}

std::optional<int> hnsw_number(const Json& config, const Json& vector, std::string_view key) {
  const auto own = vector["hnsw_config"][key].int_if();
  return own ? own : config["hnsw_config"][key].int_if();
}

std::string index_turned_off(const Json& config, const Json& vector) {
  if (config["optimizer_config"]["indexing_threshold"].integer_if() == 0) return "indexing_threshold is 0";
  const bool by_payload = hnsw_number(config, vector, "payload_m").value_or(0) > 0;
  if (hnsw_number(config, vector, "m") == 0 && !by_payload) return "hnsw_config.m is 0";
  return "";
}

void judge(Collection& collection, const Json& info, const std::string& turned_off) {
  collection.status = info["status"].text();
  const auto error = info["optimizer_status"]["error"].text_if();
  if (collection.status == "red" || error) {
    collection.condition = Condition::broken;
    collection.trouble = error ? shortened(*error) : "an operation failed and was not recovered";
  } else if (collection.status == "grey") {
    collection.condition = Condition::degraded;
    collection.trouble = "optimizations wait for the next update to begin";
  } else if (!turned_off.empty()) {
    collection.condition = Condition::degraded;
    collection.trouble = "it has no index and every search reads all vectors: " + turned_off;
  } else if (collection.status == "yellow") {
    collection.condition = Condition::building;
    collection.trouble = "optimizations are under way";
  }
}

// What a green collection has outside of its index is below indexing_threshold, and meant to be searched as it
// is.
std::optional<std::int64_t> indexed_by(const Json& info, const Collection& collection, std::size_t per_point,
                                       bool turned_off) {
  if (!collection.vectors) return std::nullopt;
  if (collection.status == "green" && !turned_off) return collection.vectors;
  const auto indexed = info["indexed_vectors_count"].integer_if();
  if (!indexed) return std::nullopt;
  return std::min(*collection.vectors, *indexed / static_cast<std::int64_t>(per_point));
}

}  // namespace

std::vector<std::string> names_in(const Json& answer) {
  std::vector<std::string> names;
  for (const Json& each : answer["result"]["collections"].items()) names.push_back(each["name"].text());
  return names;
}

Collection collection_in(const Json& answer, const std::string& name, int dimension) {
  const Json info = answer["result"];
  const Json config = info["config"];
  Collection collection;
  collection.name = collection.id = name;
  collection.vectors = info["points_count"].integer_if();
  collection.segments = info["segments_count"].integer_if();
  if (const auto queued = info["update_queue"]["length"].integer_if())
    collection.backlog = *queued + info["update_queue"]["deferred_points"].integer_if().value_or(0);

  const Vectors vectors = vectors_by(config["params"]);
  if (vectors.dense.empty()) {
    judge(collection, info, "");
    return collection;
  }
  const auto& [field, vector] = told_of(vectors, dimension);
  collection.field = field;
  collection.dimension = vector["size"].int_if();
  collection.index.kind = "hnsw";
  collection.index.space = space_named(vector["distance"].text());
  collection.index.m = hnsw_number(config, vector, "m");
  collection.index.ef_construction = hnsw_number(config, vector, "ef_construct");
  const std::string turned_off = index_turned_off(config, vector);
  judge(collection, info, turned_off);
  const std::size_t per_point = vectors.dense.size() + vectors.sparse;
  collection.indexed = indexed_by(info, collection, per_point, !turned_off.empty());
  return collection;
}

std::vector<StoredVector> vectors_in(const Json& answer, const Collection& collection) {
  std::vector<StoredVector> stored;
  for (const Json& point : answer["result"]["points"].items()) {
    const Json vector = collection.field.empty() ? point["vector"] : point["vector"][collection.field];
    if (vector.exists() && !vector.is_list_of_numbers())
      throw NotOffered(collection.name + " keeps vectors of several rows, which Lifeguard does not search for");
    if (vector.exists()) stored.push_back({point["id"].id(), vector.vector()});
  }
  return stored;
}

std::vector<Neighbour> neighbours_in(const Json& answer, const Collection& collection) {
  std::vector<Neighbour> neighbours;
  for (const Json& point : answer["result"]["points"].items()) {
    const double score = point["score"].number();
    neighbours.push_back({point["id"].id(), distance_of_score(score, collection.index.space)});
  }
  return neighbours;
}

}  // namespace lifeguard::vector_store::qdrant
