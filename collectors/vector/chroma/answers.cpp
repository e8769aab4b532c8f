#include "collectors/vector/chroma/answers.hpp"

#include <algorithm>

#include "collectors/vector/http_api.hpp"

namespace lifeguard::vector_store::chroma {
namespace {

IndexParameters configured(const Json& hnsw) {
  IndexParameters index;
  index.kind = "hnsw";
  index.space = hnsw["space"].text_if().value_or("");
  index.m = hnsw["max_neighbors"].int_if();
  index.ef_construction = hnsw["ef_construction"].int_if();
  index.ef_search = hnsw["ef_search"].int_if();
  return index;
}

/// "hnsw:space" and the like, which older servers have instead.
void add_legacy(const Json& metadata, IndexParameters& index) {
  if (index.space.empty()) index.space = metadata["hnsw:space"].text_if().value_or("");
  if (!index.m) index.m = metadata["hnsw:M"].int_if();
  if (!index.ef_construction) index.ef_construction = metadata["hnsw:construction_ef"].int_if();
  if (!index.ef_search) index.ef_search = metadata["hnsw:search_ef"].int_if();
}

/// The row of the only query; there is none when the answer has none.
std::vector<Json> first_row(const Json& rows) {
  if (!rows.exists()) return {};
  const std::vector<Json> all = rows.items();
  return all.empty() ? std::vector<Json>() : all.front().items();
}

}  // namespace

Readiness readiness_of(const Json& answer) {
  Readiness readiness{true, "", ""};
  for (const char* member : {"is_executor_ready", "is_log_client_ready"}) {
    if (!answer[member].exists() || answer[member].flag()) continue;
    readiness.why_not += (readiness.ready ? "" : " and ") + std::string(member) + " is false";
    readiness.ready = false;
  }
  return readiness;
}

Collection collection_of(const Json& answer) {
  Collection collection;
  collection.name = answer["name"].text();
  collection.id = answer["id"].text();
  collection.dimension = answer["dimension"].int_if();
  const Json configuration = answer["configuration_json"];
  if (configuration["hnsw"].exists()) {
    collection.index = configured(configuration["hnsw"]);
  } else if (configuration["spann"].exists()) {
    collection.index = configured(configuration["spann"]);
    collection.index.kind = "spann";
  } else {
    collection.index.kind = "hnsw";
  }
  if (answer["metadata"].exists()) add_legacy(answer["metadata"], collection.index);
  return collection;
}

Collection named_in(const HttpResponse& response, const std::string& name, const std::string& request) {
  const auto unreadable = [&name](const StoreError& error) {
    Collection collection;
    collection.name = name;
    collection.error = error.what();
    return collection;
  };
  try {
    const boost::json::value answer = HttpApi::json_of(response, request);
    return collection_of(Json(answer, request));
  } catch (const NotUnderstood& error) {
    return unreadable(error);
  } catch (const NoAnswer&) {
    throw;
  } catch (const StoreError& error) {
    return unreadable(error);
  }
}

std::vector<StoredVector> stored_in(const Json& answer) {
  const std::vector<Json> ids = answer["ids"].items();
  const std::vector<Json> embeddings = answer["embeddings"].items();
  if (ids.size() != embeddings.size())
    throw StoreError(answer.path() + " has " + std::to_string(ids.size()) + " ids and " +
                     std::to_string(embeddings.size()) + " embeddings");
  std::vector<StoredVector> stored;
  for (std::size_t i = 0; i < ids.size(); ++i) stored.push_back({ids[i].text(), embeddings[i].vector()});
  return stored;
}

std::vector<Neighbour> neighbours_in(const Json& answer) {
  const std::vector<Json> ids = first_row(answer["ids"]), distances = first_row(answer["distances"]);
  if (ids.size() != distances.size())
    throw StoreError(answer.path() + " has " + std::to_string(ids.size()) + " ids and " +
                     std::to_string(distances.size()) + " distances");
  std::vector<Neighbour> neighbours;
  for (std::size_t i = 0; i < ids.size(); ++i) neighbours.push_back({ids[i].text(), distances[i].number()});
  return neighbours;
}

}  // namespace lifeguard::vector_store::chroma
