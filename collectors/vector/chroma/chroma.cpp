#include "collectors/vector/chroma/chroma.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "collectors/vector/chroma/answers.hpp"
#include "collectors/vector/most_watched.hpp"
#include "collectors/vector/percent.hpp"

namespace lifeguard::vector_store {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostListed = 1000;
constexpr double kSame = 1e-4;  // squared distance of a vector to itself, in single precision

const KeyHeader kKeyHeader{"x-chroma-token", ""};

std::string or_default(const std::string& name, const char* usual) {
  return name.empty() ? usual : name;
}

}  // namespace

Chroma::Chroma(const VectorConfig& config, std::shared_ptr<Limit> limit)
    : HttpStore(config, std::move(limit), kKeyHeader),
      tenant_(or_default(config.tenant, "default_tenant")),
      database_(or_default(config.database, "default_database")) {}

std::string Chroma::identity() const {
  return api_.endpoint() + "/" + tenant_ + "/" + database_;
}

std::string Chroma::scope() const {
  return "tenant " + tenant_ + ", database " + database_;
}

std::string Chroma::database_path() const {
  return "/api/v2/tenants/" + percent_encoded(tenant_) + "/databases/" + percent_encoded(database_);
}

asio::awaitable<Readiness> Chroma::readiness() {
  auto beating = require_heartbeat();
  co_await std::move(beating);

  const std::string path = "/api/v2/healthcheck";
  auto asking = api_.send("GET", path);
  HttpResponse response = co_await std::move(asking);
  Readiness readiness{true, "", ""};
  if (response.status == 503) response.status = 200;  // its body says what is not ready
  if (response.status != 404) {                       // of a server that has none the heartbeat has to do
    const json::value answer = HttpApi::json_of(response, "GET " + path);
    readiness = chroma::readiness_of(Json(answer, "GET " + path));
  }
  if (version_.empty()) {
    auto asking_version = api_.get("/api/v2/version");
    const json::value answer = co_await std::move(asking_version);
    version_ = Json(answer, "GET /api/v2/version").text();
  }
  readiness.version = version_;
  co_return readiness;
}

asio::awaitable<void> Chroma::require_heartbeat() {
  const std::string path = "/api/v2/heartbeat";
  auto asking = api_.send("GET", path);
  const HttpResponse response = co_await std::move(asking);
  if (response.status == 404) {
    auto asking_old = api_.send("GET", "/api/v1/heartbeat");
    const HttpResponse old = co_await std::move(asking_old);
    if (old.status == 200)
      throw StoreError(
          "this Chroma has the v1 API only, which ended with version 0.6; Lifeguard reads the v2 "
          "API: upgrade the server to 1.0 or later");
  }
  const json::value answer = HttpApi::json_of(response, "GET " + path);
  Json(answer, "GET " + path)["nanosecond heartbeat"].number();
}

asio::awaitable<bool> Chroma::exists(std::string path) {
  auto asking = api_.send("GET", path);
  const HttpResponse response = co_await std::move(asking);
  if (HttpApi::says_there_is_none(response, "/error", "NotFound")) co_return false;
  HttpApi::json_of(response, "GET " + path);
  co_return true;
}

// A list of collections does not tell: of a tenant that does not exist it is 200 [].
asio::awaitable<std::string> Chroma::scope_trouble() {
  auto looking = exists("/api/v2/tenants/" + percent_encoded(tenant_));
  const bool has_tenant = co_await std::move(looking);
  if (!has_tenant) co_return "tenant " + tenant_ + " does not exist";
  auto looking_further = exists(database_path());
  const bool has_database = co_await std::move(looking_further);
  co_return has_database ? "" : "database " + database_ + " does not exist in tenant " + tenant_;
}

asio::awaitable<Listing> Chroma::collections(std::vector<std::string> wanted) {
  Listing listing;
  const bool all = wanted.empty();
  auto finding = all ? listed() : named(std::move(wanted));
  listing.collections = co_await std::move(finding);
  if (all) listing.left_out = keep_most_watched(listing.collections, &Collection::name);
  for (Collection& each : listing.collections) {
    if (!each.error.empty()) continue;
    auto counting = count(each);
    auto counted = keep_error(each, std::move(counting));
    co_await std::move(counted);
  }
  co_return listing;
}

asio::awaitable<std::vector<Collection>> Chroma::listed() {
  const std::string path = database_path() + "/collections?limit=" + std::to_string(kMostListed);
  auto asking = api_.get(path);
  const json::value answer = co_await std::move(asking);
  std::vector<Collection> collections;
  for (const Json& each : Json(answer, "GET " + path).items())
    collections.push_back(chroma::collection_of(each));
  std::erase_if(collections, [](const Collection& each) { return each.name == kProbeCollection; });
  co_return collections;
}

asio::awaitable<std::vector<Collection>> Chroma::named(std::vector<std::string> names) {
  std::vector<Collection> collections;
  for (const std::string& name : names) {
    auto asking = one(name);
    auto found = co_await std::move(asking);
    if (found) collections.push_back(std::move(*found));
  }
  co_return collections;
}

// One that cannot be read says nothing of the others; a store that turns us away does.
asio::awaitable<std::optional<Collection>> Chroma::one(std::string name) {
  const std::string path = database_path() + "/collections/" + percent_encoded(name);
  auto asking = api_.send("GET", path);
  const HttpResponse response = co_await std::move(asking);
  if (HttpApi::says_there_is_none(response, "/error", "NotFound")) co_return std::nullopt;
  co_return chroma::named_in(response, name, "GET " + path);
}

asio::awaitable<void> Chroma::count(Collection& collection) {
  const std::string path = database_path() + "/collections/" + collection.id + "/count";
  auto asking = api_.get(path);
  const json::value answer = co_await std::move(asking);
  collection.vectors = Json(answer, "GET " + path).integer();
}

asio::awaitable<std::vector<StoredVector>> Chroma::sample(Collection collection, int count) {
  const std::string path = database_path() + "/collections/" + collection.id + "/get";
  const std::int64_t middle = (collection.vectors.value_or(0) - count) / 2;
  json::object body{{"limit", count}, {"offset", std::max<std::int64_t>(0, middle)}};
  body["include"] = json::array{"embeddings"};
  auto asking = api_.post(path, std::move(body));
  const json::value answer = co_await std::move(asking);
  co_return chroma::stored_in(Json(answer, "POST " + path));
}

asio::awaitable<std::vector<Neighbour>> Chroma::search(Collection collection, std::vector<float> vector,
                                                       int count) {
  const std::string path = database_path() + "/collections/" + collection.id + "/query";
  json::object body{{"n_results", count}};
  body["query_embeddings"] = json::array{list_of(vector)};
  body["include"] = json::array{"distances"};
  auto asking = api_.post(path, std::move(body));
  const json::value answer = co_await std::move(asking);
  co_return chroma::neighbours_in(Json(answer, "POST " + path));
}

asio::awaitable<std::string> Chroma::own_collection() {
  if (!own_.empty()) co_return own_;
  const std::string path = database_path() + "/collections";
  json::object body{{"name", kProbeCollection}, {"get_or_create", true}};
  auto asking = api_.post(path, std::move(body));
  const json::value answer = co_await std::move(asking);
  own_ = chroma::collection_of(Json(answer, "POST " + path)).id;
  co_return own_;
}

// Never deletes: each deletion leaves some bytes on its disk, and each collection made anew a folder.
asio::awaitable<void> Chroma::round_trip(int slot, std::vector<float> values) {
  auto finding = own_collection();
  Collection own;
  own.id = co_await std::move(finding);
  // Should it have gone, the next round makes it again.
  own_.clear();
  const std::string id = "lifeguard-" + std::to_string(slot);
  json::object body;
  body["ids"] = json::array{json::value(id)};
  body["embeddings"] = json::array{list_of(values)};
  auto writing = api_.post(database_path() + "/collections/" + own.id + "/upsert", std::move(body));
  co_await std::move(writing);

  auto searching = search(own, values, 1);
  const std::vector<Neighbour> found = co_await std::move(searching);
  own_ = own.id;
  if (found.empty()) throw StoreError("a vector just written is not found: no search result");
  if (found.front().id != id || found.front().distance > kSame)
    throw StoreError("a vector just written is not found: nearest is " + found.front().id +
                     " at a distance of " + std::to_string(found.front().distance));
}

}  // namespace lifeguard::vector_store
