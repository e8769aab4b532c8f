#include "collectors/vector/milvus/milvus.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "collectors/vector/pauses.hpp"
#include "collectors/vector/written.hpp"

namespace lifeguard::vector_store {

namespace json = boost::json;

namespace {

constexpr const char* kOwn = "lifeguard_probe";  // a hyphen is not allowed
constexpr std::int64_t kFarthest = 16384;        // offset and limit together

}  // namespace

Milvus::Milvus(const VectorConfig& config, std::shared_ptr<Limit> limit)
    : HttpStore(config, std::move(limit), KeyHeader{}),
      database_(config.database),
      dimension_(config.dimension) {}

std::string Milvus::identity() const {
  return api_.endpoint() + (database_.empty() ? "" : "/" + database_);
}

std::string Milvus::scope() const {
  return database_.empty() ? "" : "database " + database_;
}

json::object Milvus::about(const std::string& collection) const {
  json::object request;
  if (!database_.empty()) request["dbName"] = database_;
  if (!collection.empty()) request["collectionName"] = collection;
  return request;
}

asio::awaitable<Milvus::Answer> Milvus::ask(std::string what, json::object request) {
  const std::string path = "/v2/vectordb/" + what;
  Answer answer;
  answer.request = "POST " + path;
  auto asking = api_.send("POST", path, json::serialize(request));
  const HttpResponse response = co_await std::move(asking);
  if (response.status == 400 || response.status == 500) {  // as proxy.http.standardErrorStatus has it
    boost::system::error_code error;
    answer.body = json::parse(response.body, error);
    if (!error && answer.body.is_object() && answer.body.get_object().contains("code")) co_return answer;
  }
  answer.body = HttpApi::json_of(response, answer.request);
  co_return answer;
}

asio::awaitable<Milvus::Answer> Milvus::ask_good(std::string what, json::object request) {
  auto asking = ask(std::move(what), std::move(request));
  Answer answer = co_await std::move(asking);
  milvus::require_good(answer.told());
  co_return answer;
}

// It has no request for this alone, and none for its version. The database is asked for apart from it.
asio::awaitable<Readiness> Milvus::readiness() {
  auto asking = ask("collections/list", json::object());
  const Answer answer = co_await std::move(asking);
  const milvus::Outcome outcome = milvus::outcome_of(answer.told());
  if (outcome.code == milvus::kLoginNeeded) milvus::require_good(answer.told());
  Readiness readiness;
  readiness.ready = outcome.is_good();
  if (!readiness.ready) readiness.why_not = "code " + std::to_string(outcome.code) + ": " + outcome.message;
  co_return readiness;
}

asio::awaitable<std::string> Milvus::scope_trouble() {
  auto asking = ask("collections/list", about(""));
  const Answer answer = co_await std::move(asking);
  if (milvus::outcome_of(answer.told()).code == milvus::kNoDatabase)
    co_return "database " + database_ + " does not exist";
  milvus::require_good(answer.told());
  co_return "";
}

asio::awaitable<std::vector<std::string>> Milvus::names() {
  auto asking = ask_good("collections/list", about(""));
  const Answer answer = co_await std::move(asking);
  auto names = milvus::names_in(answer.told());
  std::erase(names, kOwn);
  co_return names;
}

asio::awaitable<Listing> Milvus::collections(std::vector<std::string> wanted) {
  AllNames all = [this] { return names(); };
  TellOne tell_one = [this](Collection& collection, bool& exists) { return tell(collection, exists); };
  return one_by_one(std::move(wanted), std::move(all), std::move(tell_one));
}

asio::awaitable<void> Milvus::tell(Collection& found, bool& exists) {
  const std::string name = found.name;
  auto asking = ask("collections/describe", about(name));
  const Answer answer = co_await std::move(asking);
  exists = milvus::outcome_of(answer.told()).code != milvus::kNoCollection;
  if (!exists) co_return;
  milvus::require_good(answer.told());
  milvus::Described described = milvus::described_in(answer.told(), dimension_);
  found = std::move(described.collection);
  found.name = found.id = name;  // it may be an alias
  auto adding = add_details(found, std::move(described.index_name));
  co_await std::move(adding);
}

asio::awaitable<void> Milvus::add_details(Collection& collection, std::string index_name) {
  auto counting = ask_good("collections/get_stats", about(collection.id));
  const Answer stats = co_await std::move(counting);
  collection.vectors = milvus::rows_in(stats.told());
  if (collection.condition == Condition::building) {
    auto asking = ask_good("collections/get_load_state", about(collection.id));
    const Answer state = co_await std::move(asking);
    collection.status = milvus::loading_in(state.told());
  }
  if (index_name.empty()) co_return;
  json::object request = about(collection.id);
  request["indexName"] = index_name;
  auto asking = ask_good("indexes/describe", std::move(request));
  const Answer index = co_await std::move(asking);
  milvus::add_index(index.told(), collection);
}

// The filter takes all but one, for the server refuses an empty one up to 2.4.
asio::awaitable<std::vector<StoredVector>> Milvus::sample(Collection collection, int count) {
  if (!collection.dimension && collection.error.empty())
    throw NotOffered(collection.name + " keeps no vectors of numbers");
  auto asking = ask_good("collections/describe", about(collection.id));
  const Answer answer = co_await std::move(asking);
  const auto described = milvus::described_in(answer.told(), collection.dimension.value_or(0));

  const std::string filter = described.key + (described.key_is_text ? " != \"\"" : " != -1");
  auto counting = count_rows(collection.id, filter);
  co_await std::move(counting);

  const std::int64_t middle = (collection.vectors.value_or(0) - count) / 2;
  json::object request = about(collection.id);
  request["filter"] = filter;
  request["outputFields"] = json::array{json::string(described.key), json::string(collection.field)};
  request["limit"] = count;
  request["offset"] = std::clamp<std::int64_t>(middle, 0, kFarthest - count);
  auto querying = ask_good("entities/query", std::move(request));
  const Answer rows = co_await std::move(querying);
  co_return milvus::vectors_in(rows.told(), collection, described.key);
}

asio::awaitable<void> Milvus::count_rows(std::string collection, std::string filter) {
  json::object request = about(collection);
  request["filter"] = filter;
  request["outputFields"] = json::array{"count(*)"};
  auto asking = ask_good("entities/query", std::move(request));
  const Answer answer = co_await std::move(asking);
  const auto counted = milvus::count_in(answer.told());
  if (counted) counted_[collection] = *counted;
}

std::optional<std::int64_t> Milvus::searched_among(const Collection& collection) const {
  const auto found = counted_.find(collection.id);
  return found == counted_.end() ? collection.vectors : found->second;
}

asio::awaitable<std::vector<Neighbour>> Milvus::search(Collection collection, std::vector<float> vector,
                                                       int count) {
  return search_with(std::move(collection), std::move(vector), count, "");
}

asio::awaitable<std::vector<Neighbour>> Milvus::search_with(Collection collection, std::vector<float> vector,
                                                            int count, std::string consistency) {
  json::object request = about(collection.id);
  request["data"] = json::array{list_of(vector)};
  request["annsField"] = collection.field;
  request["limit"] = count;
  if (!consistency.empty()) request["consistencyLevel"] = consistency;
  auto asking = ask_good("entities/search", std::move(request));
  const Answer answer = co_await std::move(asking);
  co_return milvus::neighbours_in(answer.told(), collection);
}

asio::awaitable<void> Milvus::round_trip(int slot, std::vector<float> vector) {
  if (!own_is_made_) {
    auto making = make_own_collection();
    co_await std::move(making);
  }
  own_is_made_ = false;  // should it have gone, the next round makes it again
  json::object row{{"id", slot}};
  row["vector"] = list_of(vector);
  json::object request = about(kOwn);
  request["data"] = json::array{std::move(row)};
  const auto start = std::chrono::steady_clock::now();
  auto writing = ask_good("entities/upsert", std::move(request));
  co_await std::move(writing);
  write_took_ = std::chrono::steady_clock::now() - start;
  own_is_made_ = true;

  Collection own;
  own.id = kOwn;
  own.field = "vector";
  own.index.space = "cosine";
  auto searching = search_with(own, vector, kProbeSlots, "Strong");
  const auto neighbours = co_await std::move(searching);
  require_written(neighbours, std::to_string(slot));
}

// One that is there already is asked for first: to make it again is an error where it was made otherwise.
asio::awaitable<void> Milvus::make_own_collection() {
  auto looking = ask("collections/describe", about(kOwn));
  const Answer answer = co_await std::move(looking);
  if (milvus::outcome_of(answer.told()).code != milvus::kNoCollection) {
    milvus::require_good(answer.told());
    co_return;
  }
  json::object request = about(kOwn);
  request["dimension"] = kProbeDimension;
  request["metricType"] = "COSINE";
  auto making = ask_good("collections/create", std::move(request));
  co_await std::move(making);
  for (Pauses pauses;;) {  // until it is loaded
    auto asking = ask_good("collections/get_load_state", about(kOwn));
    const Answer state = co_await std::move(asking);
    if (milvus::loading_in(state.told()).starts_with("LoadStateLoaded")) co_return;
    auto pausing = pauses.next();
    const bool again = co_await std::move(pausing);
    if (!again) co_return;
  }
}

}  // namespace lifeguard::vector_store
