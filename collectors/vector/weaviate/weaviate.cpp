#include "collectors/vector/weaviate/weaviate.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>

#include "collectors/vector/most_watched.hpp"
#include "collectors/vector/pauses.hpp"
#include "collectors/vector/percent.hpp"
#include "collectors/vector/uuid.hpp"
#include "collectors/vector/weaviate/answers.hpp"
#include "collectors/vector/written.hpp"

namespace lifeguard::vector_store {

namespace json = boost::json;

namespace {

constexpr const char* kOwn = "LifeguardProbe";  // no other character is allowed

std::string nodes_of(const std::string& class_name) {
  return "/v1/nodes/" + percent_encoded(class_name) + "?output=verbose";
}

}  // namespace

Weaviate::Weaviate(const VectorConfig& config, std::shared_ptr<Limit> limit)
    : HttpStore(config, std::move(limit), KeyHeader{}),
      tenant_(config.tenant),
      named_(config.collections),
      knows_dimension_(config.dimension > 0) {}

std::string Weaviate::identity() const {
  return api_.endpoint() + (tenant_.empty() ? "" : "/" + tenant_);
}

std::string Weaviate::scope() const {
  return tenant_.empty() ? "" : "tenant " + tenant_;
}

asio::awaitable<Readiness> Weaviate::readiness() {
  Readiness readiness;
  const std::string path = "/v1/.well-known/ready";
  auto asking = api_.send("GET", path);
  const HttpResponse ready = co_await std::move(asking);
  if (ready.status == 503) {
    readiness.why_not = "GET " + path + " answered 503";
    co_return readiness;
  }
  if (ready.status != 200) HttpApi::json_of(ready, "GET " + path);

  auto asking_meta = api_.get("/v1/meta");
  const json::value meta = co_await std::move(asking_meta);
  readiness.version = Json(meta, "GET /v1/meta")["version"].text_if().value_or("");
  auto asking_nodes = api_.get("/v1/nodes");
  const json::value nodes = co_await std::move(asking_nodes);
  readiness.why_not = weaviate::ill_node_in(Json(nodes, "GET /v1/nodes"));
  readiness.ready = readiness.why_not.empty();
  co_return readiness;
}

asio::awaitable<std::string> Weaviate::scope_trouble() {
  if (tenant_.empty()) co_return "";
  for (const std::string& name : named_) {
    const std::string path =
        "/v1/schema/" + percent_encoded(weaviate::class_named(name)) + "/tenants/" + percent_encoded(tenant_);
    auto asking = api_.send("GET", path);
    const HttpResponse response = co_await std::move(asking);
    if (response.status == 404) co_return "tenant " + tenant_ + " does not exist in " + name;
    const json::value answer = HttpApi::json_of(response, "GET " + path);
    const std::string status = Json(answer, "GET " + path)["activityStatus"].text_if().value_or("HOT");
    if (status != "HOT" && status != "ACTIVE") co_return "tenant " + tenant_ + " of " + name + " is " + status;
  }
  co_return "";
}

asio::awaitable<Listing> Weaviate::collections(std::vector<std::string> wanted) {
  auto asking = api_.get("/v1/schema");
  const json::value schema = co_await std::move(asking);
  std::vector<Collection> all = weaviate::classes_in(Json(schema, "GET /v1/schema"));
  std::erase_if(all, [](const Collection& each) { return each.id == kOwn; });

  Listing listing;
  if (wanted.empty()) {
    listing.left_out = keep_most_watched(all, &Collection::name);
    auto adding = add_shards_of_all(all);
    co_await std::move(adding);
    listing.collections = std::move(all);
    co_return listing;
  }
  for (const std::string& name : wanted) {
    const auto found = std::ranges::find(all, weaviate::class_named(name), &Collection::id);
    if (found == all.end()) continue;
    found->name = name;
    auto adding = add_details(*found);
    auto added = keep_error(*found, std::move(adding));
    co_await std::move(added);
    listing.collections.push_back(std::move(*found));
  }
  co_return listing;
}

asio::awaitable<void> Weaviate::add_shards_of_all(std::vector<Collection>& all) {
  const std::string path = "/v1/nodes?output=verbose";
  auto asking = api_.get(path);
  const json::value nodes = co_await std::move(asking);
  weaviate::add_shards(Json(nodes, "GET " + path), tenant_, all);
}

// The schema does not tell how many numbers a vector has; a stored one does.
asio::awaitable<void> Weaviate::add_details(Collection& collection) {
  const std::string path = nodes_of(collection.id);
  auto asking = api_.get(path);
  const json::value nodes = co_await std::move(asking);
  weaviate::add_shards(Json(nodes, "GET " + path), tenant_, std::span(&collection, 1));
  if (!knows_dimension_) co_return;
  auto looking = stored(collection, 1, "");
  const std::vector<StoredVector> first = co_await std::move(looking);
  if (!first.empty()) collection.dimension = static_cast<int>(first.front().values.size());
}

asio::awaitable<std::vector<StoredVector>> Weaviate::stored(Collection collection, int count,
                                                            std::string after) {
  std::string path = "/v1/objects?class=" + percent_encoded(collection.id) + "&limit=" + std::to_string(count) +
                     "&include=vector";
  if (!after.empty()) path += "&after=" + after;
  if (!tenant_.empty()) path += "&tenant=" + percent_encoded(tenant_);
  auto asking = api_.send("GET", path);
  const HttpResponse response = co_await std::move(asking);
  if (tenant_.empty() && response.status == 422 &&
      response.body.find("multi-tenancy enabled") != std::string::npos)
    throw NotOffered(collection.name +
                     " keeps its objects by tenants; set tenant to the one that is to be searched");
  const json::value answer = HttpApi::json_of(response, "GET " + path);
  co_return weaviate::vectors_in(Json(answer, "GET " + path), collection);
}

// Objects come in the order of their ids, most of which are random: any id is a place to begin at.
asio::awaitable<std::vector<StoredVector>> Weaviate::sample(Collection collection, int count) {
  auto asking = stored(collection, count, random_uuid());
  std::vector<StoredVector> found = co_await std::move(asking);
  if (!found.empty()) co_return found;
  auto asking_first = stored(collection, count, "");
  found = co_await std::move(asking_first);
  co_return found;
}

asio::awaitable<std::vector<Neighbour>> Weaviate::search(Collection collection, std::vector<float> vector,
                                                         int count) {
  return search_in(std::move(collection), std::move(vector), count, tenant_);
}

asio::awaitable<std::vector<Neighbour>> Weaviate::search_in(Collection collection, std::vector<float> vector,
                                                            int count, std::string tenant) {
  json::object request;
  request["query"] = weaviate::search_for(vector, count, collection, tenant);
  auto asking = api_.post("/v1/graphql", std::move(request));
  const json::value answer = co_await std::move(asking);
  co_return weaviate::neighbours_in(Json(answer, "POST /v1/graphql"), collection.id);
}

asio::awaitable<void> Weaviate::round_trip(int slot, std::vector<float> vector) {
  if (!own_is_made_) {
    auto making = make_own_class();
    co_await std::move(making);
  }
  own_is_made_ = false;  // should it have gone, the next round makes it again
  const std::string id = uuid_of(slot);
  auto writing = write(id, vector);
  co_await std::move(writing);
  own_is_made_ = true;

  Collection own;
  own.id = kOwn;
  std::vector<Neighbour> results;
  for (Pauses pauses;;) {
    auto searching = search_in(own, vector, kProbeSlots, "");
    results = co_await std::move(searching);
    if (is_written(results, id)) co_return;
    auto pausing = pauses.next();  // with ASYNC_INDEXING it may take a moment
    const bool again = co_await std::move(pausing);
    if (!again) break;
  }
  require_written(results, id);
}

asio::awaitable<void> Weaviate::make_own_class() {
  const std::string path = std::string("/v1/schema/") + kOwn;
  auto asking = api_.send("GET", path);
  const HttpResponse response = co_await std::move(asking);
  if (response.status != 404) {
    HttpApi::json_of(response, "GET " + path);
    co_return;
  }
  json::object request{{"class", kOwn}, {"vectorizer", "none"}};
  request["description"] = "One vector of each Lifeguard that probes this store";
  request["vectorIndexConfig"] = json::object{{"distance", "cosine"}};
  auto making = api_.post("/v1/schema", std::move(request));
  co_await std::move(making);
}

asio::awaitable<void> Weaviate::write(std::string id, std::vector<float> vector) {
  json::object object{{"class", kOwn}, {"id", id}};
  object["vector"] = list_of(vector);
  object["properties"] = json::object();
  json::object request;
  request["objects"] = json::array{std::move(object)};
  auto writing = api_.post("/v1/batch/objects", std::move(request));
  const json::value answer = co_await std::move(writing);
  weaviate::require_taken(Json(answer, "POST /v1/batch/objects"));
}

}  // namespace lifeguard::vector_store
