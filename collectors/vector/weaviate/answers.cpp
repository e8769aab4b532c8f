#include "collectors/vector/weaviate/answers.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "collectors/vector/quoted.hpp"
#include "collectors/vector/spaces.hpp"

namespace lifeguard::vector_store::weaviate {
namespace {

IndexParameters parameters_by(const std::string& kind, const Json& config) {
  // A dynamic index is flat until it is large enough, and has the parameters of both.
  const Json hnsw = config["hnsw"].exists() ? config["hnsw"] : config;
  IndexParameters index;
  index.kind = kind;
  if (const auto distance = config["distance"].text_if()) index.space = space_named(*distance);
  if (index.space.empty()) index.space = space_named(hnsw["distance"].text_if().value_or(""));
  index.m = hnsw["maxConnections"].int_if();
  index.ef_construction = hnsw["efConstruction"].int_if();
  const auto ef = hnsw["ef"].int_if();
  if (ef && *ef > 0) index.ef_search = ef;  // -1: as many as it finds good
  return index;
}

std::string message_in(const Json& errors) {
  std::string told;
  for (const Json& each : errors.items()) {
    const std::string message = each["message"].text_if().value_or("");
    if (!message.empty()) told += (told.empty() ? "" : "; ") + message;
  }
  return told.empty() ? "an error without a message" : shortened(told);
}

}  // namespace

std::vector<Collection> classes_in(const Json& schema) {
  std::vector<Collection> classes;
  if (!schema["classes"].exists()) return classes;
  for (const Json& each : schema["classes"].items()) {
    Collection found;
    found.name = found.id = each["class"].text();
    if (each["vectorConfig"].exists() && !each["vectorConfig"].members().empty()) {
      const auto [name, vector] = each["vectorConfig"].members().front();
      found.field = name;
      found.index =
          parameters_by(vector["vectorIndexType"].text_if().value_or(""), vector["vectorIndexConfig"]);
    } else {
      found.index = parameters_by(each["vectorIndexType"].text_if().value_or(""), each["vectorIndexConfig"]);
    }
    classes.push_back(std::move(found));
  }
  return classes;
}

std::string class_named(std::string_view name) {
  std::string named(name);
  if (!named.empty() && named.front() >= 'a' && named.front() <= 'z')
    named.front() = static_cast<char>(named.front() - 'a' + 'A');
  return named;
}

std::string ill_node_in(const Json& answer) {
  for (const Json& node : answer["nodes"].items()) {
    const std::string status = node["status"].text_if().value_or("HEALTHY");
    if (status != "HEALTHY") return "node " + node["name"].text_if().value_or("?") + " is " + status;
  }
  return "";
}

std::vector<StoredVector> vectors_in(const Json& answer, const Collection& collection) {
  std::vector<StoredVector> stored;
  for (const Json& each : answer["objects"].items()) {
    const Json vector = collection.field.empty() ? each["vector"] : each["vectors"][collection.field];
    if (vector.exists() && !vector.is_list_of_numbers())
      throw NotOffered(collection.name + " keeps vectors of several rows, which Lifeguard does not search for");
    if (vector.exists()) stored.push_back({each["id"].text(), vector.vector()});
  }
  return stored;
}

std::vector<Neighbour> neighbours_in(const Json& answer, const std::string& class_name) {
  if (answer["errors"].exists() && !answer["errors"].items().empty())
    throw StoreError(answer.path() + " answered errors: " + message_in(answer["errors"]));
  std::vector<Neighbour> neighbours;
  for (const Json& each : answer["data"]["Get"][class_name].items()) {
    const Json additional = each["_additional"];
    neighbours.push_back({additional["id"].text(), additional["distance"].number()});
  }
  return neighbours;
}

std::string search_for(const std::vector<float>& vector, int count, const Collection& collection,
                       const std::string& tenant) {
  const auto quoted = [](const std::string& text) { return boost::json::serialize(boost::json::string(text)); };
  std::string near = "vector: " + boost::json::serialize(list_of(vector));
  if (!collection.field.empty()) near += ", targetVectors: [" + quoted(collection.field) + "]";
  std::string arguments = "nearVector: {" + near + "}, limit: " + std::to_string(count);
  if (!tenant.empty()) arguments += ", tenant: " + quoted(tenant);
  return "{Get {" + collection.id + "(" + arguments + ") {_additional {id distance}}}}";
}

void require_taken(const Json& answer) {
  for (const Json& each : answer.items()) {
    const Json result = each["result"];
    if (result["status"].text_if().value_or("SUCCESS") == "SUCCESS") continue;
    const Json errors = result["errors"]["error"];
    throw StoreError(answer.path() + " did not take a vector: " +
                     (errors.exists() ? message_in(errors) : "it does not say why"));
  }
}

}  // namespace lifeguard::vector_store::weaviate
