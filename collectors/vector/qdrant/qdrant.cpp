#include "collectors/vector/qdrant/qdrant.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "collectors/vector/percent.hpp"
#include "collectors/vector/qdrant/answers.hpp"
#include "collectors/vector/quoted.hpp"
#include "collectors/vector/written.hpp"

namespace lifeguard::vector_store {

namespace json = boost::json;

namespace {

constexpr int kFew = 64;  // more than any search wants

std::string path_of(std::string_view collection) {
  return "/collections/" + percent_encoded(collection);
}

/// The points that have a vector of this name.
json::object with_vector(const std::string& field) {
  json::object condition;
  condition["has_vector"] = field;
  json::object filter;
  filter["must"] = json::array{std::move(condition)};
  return filter;
}

}  // namespace

Qdrant::Qdrant(const VectorConfig& config, std::shared_ptr<Limit> limit)
    : HttpStore(config, std::move(limit), KeyHeader{"api-key", ""}), dimension_(config.dimension) {}

asio::awaitable<Readiness> Qdrant::readiness() {
  Readiness readiness;
  auto asking = api_.send("GET", "/readyz");
  const HttpResponse ready = co_await std::move(asking);
  const bool is_too_old_to_tell = ready.status == 404;
  readiness.ready = ready.status == 200 || is_too_old_to_tell;
  if (!readiness.ready && ready.status != 503) HttpApi::json_of(ready, "GET /readyz");
  if (!readiness.ready)
    readiness.why_not = ready.body.empty() ? "GET /readyz answered 503" : shortened(ready.body);

  auto greeting = api_.get("/");
  const json::value answer = co_await std::move(greeting);
  readiness.version = Json(answer, "GET /")["version"].text_if().value_or("");
  co_return readiness;
}

asio::awaitable<std::vector<std::string>> Qdrant::names() {
  auto asking = api_.get("/collections");
  const json::value answer = co_await std::move(asking);
  auto names = qdrant::names_in(Json(answer, "GET /collections"));
  std::erase(names, kProbeCollection);
  co_return names;
}

asio::awaitable<Listing> Qdrant::collections(std::vector<std::string> wanted) {
  AllNames all = [this] { return names(); };
  TellOne tell_one = [this](Collection& collection, bool& exists) { return tell(collection, exists); };
  return one_by_one(std::move(wanted), std::move(all), std::move(tell_one));
}

asio::awaitable<void> Qdrant::tell(Collection& found, bool& exists) {
  const std::string path = path_of(found.name);
  auto asking = api_.send("GET", path);
  const HttpResponse response = co_await std::move(asking);
  exists = !HttpApi::says_there_is_none(response, "/status/error", "Not found");
  if (!exists) co_return;
  const json::value info = HttpApi::json_of(response, "GET " + path);
  found = qdrant::collection_in(Json(info, "GET " + path), found.name, dimension_);

  auto asking_shards = api_.get(path + "/cluster");
  const json::value cluster = co_await std::move(asking_shards);
  qdrant::add_shards(Json(cluster, "GET " + path + "/cluster"), found);
}

// A random sample meets, in time, each part of the index; those who cannot (before 1.11) give their first.
asio::awaitable<std::vector<StoredVector>> Qdrant::sample(Collection collection, int count) {
  if (!collection.dimension && collection.error.empty())
    throw NotOffered(collection.name + " keeps no dense vectors");
  json::object request{{"limit", count}, {"with_payload", false}, {"with_vector", true}};
  request["query"] = json::object{{"sample", "random"}};
  if (!collection.field.empty()) {
    request["with_vector"] = json::array{collection.field};
    auto counting = count_with_field(collection);
    co_await std::move(counting);
    if (with_field_[collection.id] == 0 && collection.vectors.value_or(0) > 0)
      throw NotOffered("none of the " + std::to_string(*collection.vectors) + " points of " + collection.name +
                       " has a vector " + collection.field + ", so that none can be searched");
    if (with_field_[collection.id]) request["filter"] = with_vector(collection.field);
  }
  std::string path = path_of(collection.id) + "/points/query";
  auto asking = api_.send("POST", path, json::serialize(request));
  HttpResponse response = co_await std::move(asking);
  if (response.status == 400 || response.status == 404) {
    path = path_of(collection.id) + "/points/scroll";
    request.erase("query");
    auto scrolling = api_.send("POST", path, json::serialize(request));
    response = co_await std::move(scrolling);
  }
  const json::value answer = HttpApi::json_of(response, "POST " + path);
  co_return qdrant::vectors_in(Json(answer, "POST " + path), collection);
}

// How many there are at most matters only where they are few. Before 1.13 nobody can tell.
asio::awaitable<void> Qdrant::count_with_field(Collection collection) {
  const std::string path = path_of(collection.id) + "/points/scroll";
  json::object request{{"limit", kFew}, {"with_payload", false}, {"with_vector", false}};
  request["filter"] = with_vector(collection.field);
  auto scrolling = api_.send("POST", path, json::serialize(request));
  const HttpResponse response = co_await std::move(scrolling);
  with_field_[collection.id].reset();
  if (response.status == 400) co_return;
  const json::value answer = HttpApi::json_of(response, "POST " + path);
  const auto found = std::ssize(Json(answer, "POST " + path)["result"]["points"].items());
  with_field_[collection.id] = found < kFew ? found : collection.vectors;
}

std::optional<std::int64_t> Qdrant::searched_among(const Collection& collection) const {
  const auto found = with_field_.find(collection.id);
  return found == with_field_.end() ? collection.vectors : found->second;
}

asio::awaitable<std::vector<Neighbour>> Qdrant::search(Collection collection, std::vector<float> vector,
                                                       int count) {
  json::object request{{"limit", count}, {"with_payload", false}};
  request["query"] = list_of(vector);
  if (!collection.field.empty()) request["using"] = collection.field;
  const std::string path = path_of(collection.id) + "/points/query";
  auto asking = api_.post(path, std::move(request));
  const json::value answer = co_await std::move(asking);
  co_return qdrant::neighbours_in(Json(answer, "POST " + path), collection);
}

asio::awaitable<void> Qdrant::round_trip(int slot, std::vector<float> vector) {
  auto writing = write(slot, vector);
  co_await std::move(writing);
  Collection own;
  own.id = kProbeCollection;
  own.index.space = "cosine";
  auto searching = search(own, vector, kProbeSlots);
  const auto neighbours = co_await std::move(searching);
  require_written(neighbours, std::to_string(slot));
}

asio::awaitable<void> Qdrant::write(int slot, std::vector<float> vector) {
  const std::string path = path_of(kProbeCollection) + "/points?wait=true";
  json::object point{{"id", slot}};
  point["vector"] = list_of(vector);
  json::object points;
  points["points"] = json::array{std::move(point)};
  const std::string body = json::serialize(points);
  auto writing = api_.send("PUT", path, body);
  HttpResponse response = co_await std::move(writing);
  if (response.status == 404) {
    auto making = make_own_collection();
    co_await std::move(making);
    auto again = api_.send("PUT", path, body);
    response = co_await std::move(again);
  }
  HttpApi::json_of(response, "PUT " + path);
}

asio::awaitable<void> Qdrant::make_own_collection() {
  json::object request{{"shard_number", 1}};
  request["vectors"] = json::object{{"size", kProbeDimension}, {"distance", "Cosine"}};
  const std::string body = json::serialize(request);
  auto making = api_.send("PUT", path_of(kProbeCollection), body);
  const HttpResponse response = co_await std::move(making);
  if (response.status == 409) co_return;  // another agent was first
  HttpApi::json_of(response, "PUT " + path_of(kProbeCollection));
}

}  // namespace lifeguard::vector_store
