#include "collectors/vector/pinecone/answers.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "collectors/vector/spaces.hpp"

namespace lifeguard::vector_store::pinecone {
namespace {

/// The place that tells dimension and metric: since 2026-07 a field of the schema, before the index itself.
Json vector_of(const Json& index) {
  if (!index["schema"]["fields"].exists()) return index;
  for (const auto& [name, field] : index["schema"]["fields"].members()) {
    if (field["type"].text_if() == "dense_vector") return field;
  }
  return index;
}

void judge(const Json& status, Collection& index) {
  index.status = status["state"].text_if().value_or("");
  if (status["ready"].flag()) return;
  const bool is_on_its_way = index.status == "Initializing" || index.status.starts_with("Scaling");
  index.condition = is_on_its_way ? Condition::building : Condition::broken;
  index.trouble = "the index is not ready";
}

std::int64_t count_of(const Json& space) {
  return space["vectorCount"].integer_if().value_or(0);
}

}  // namespace

Collection index_in(const Json& answer) {
  Collection index;
  index.name = answer["name"].text();
  index.id = answer["host"].text_if().value_or("");
  const Json vector = vector_of(answer);
  index.dimension = vector["dimension"].int_if();
  index.index.space = space_named(vector["metric"].text_if().value_or(""));
  judge(answer["status"], index);
  return index;
}

std::vector<Collection> indexes_in(const Json& answer) {
  std::vector<Collection> indexes;
  for (const Json& each : answer["indexes"].items()) indexes.push_back(index_in(each));
  return indexes;
}

void add_stats(const Json& answer, Collection& index) {
  std::int64_t own = 0;
  if (answer["namespaces"].exists()) own = count_of(answer["namespaces"][kOwnNamespace]);
  if (const auto total = answer["totalVectorCount"].integer_if())
    index.vectors = std::max<std::int64_t>(0, *total - own);
  if (!index.dimension) index.dimension = answer["dimension"].int_if();
  const bool is_full = answer["indexFullness"].number_if().value_or(0) >= 1;
  if (!is_full || index.condition >= Condition::degraded) return;
  index.condition = Condition::degraded;
  index.trouble = "its pods are full, and take no more vectors";
}

Namespace largest_namespace_in(const Json& answer) {
  Namespace largest;
  if (!answer["namespaces"].exists()) return largest;
  for (const auto& [name, space] : answer["namespaces"].members()) {
    if (name == kOwnNamespace || count_of(space) <= largest.vectors) continue;
    largest = {name, count_of(space)};
  }
  return largest;
}

bool lists_no_ids(const HttpResponse& response) {
  if (response.status == 400 || response.status == 404 || response.status == 501) return true;
  if (response.status != 200) return false;
  boost::system::error_code not_json;
  const boost::json::value body = boost::json::parse(response.body, not_json);
  return not_json || !body.is_object();
}

std::vector<std::string> ids_in(const Json& answer) {
  std::vector<std::string> ids;
  if (!answer["vectors"].exists()) return ids;
  for (const Json& each : answer["vectors"].items()) ids.push_back(each["id"].text());
  return ids;
}

std::vector<std::string> spread(const std::vector<std::string>& ids, int count) {
  const auto wanted = static_cast<std::size_t>(std::max(0, count));
  if (ids.size() <= wanted) return ids;
  std::vector<std::string> chosen;
  for (std::size_t i = 0; i < wanted; ++i) chosen.push_back(ids[(2 * i + 1) * ids.size() / (2 * wanted)]);
  return chosen;
}

std::vector<StoredVector> vectors_in(const Json& answer) {
  std::vector<StoredVector> stored;
  if (!answer["vectors"].exists()) return stored;
  for (const auto& [id, vector] : answer["vectors"].members()) {
    if (vector["values"].exists()) stored.push_back({id, vector["values"].vector()});
  }
  return stored;
}

std::vector<Neighbour> neighbours_in(const Json& answer, const Collection& index) {
  std::vector<Neighbour> neighbours;
  for (const Json& each : answer["matches"].items()) {
    const double score = each["score"].number_if().value_or(0);  // protobuf leaves a zero out
    neighbours.push_back({each["id"].text(), distance_of_score(score, index.index.space)});
  }
  return neighbours;
}

double read_units_in(const Json& answer) {
  return answer["usage"]["readUnits"].number_if().value_or(0);
}

}  // namespace lifeguard::vector_store::pinecone
