#include "collectors/vector/pinecone/pinecone.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>

#include "collectors/vector/most_watched.hpp"
#include "collectors/vector/percent.hpp"
#include "collectors/vector/written.hpp"

namespace lifeguard::vector_store {

namespace json = boost::json;

namespace {

constexpr const char* kControlPlane = "https://api.pinecone.io";
constexpr const char* kApiVersion = "2026-04";
constexpr int kMostListed = 100;
constexpr std::chrono::seconds kShownAfter{4};  // less than the shortest probe_interval

using SteadyClock = std::chrono::steady_clock;

/// As many numbers as the index wants, of length 1: a few repeated.
std::vector<float> repeated(const std::vector<float>& few, int dimension) {
  std::vector<float> all;
  double square = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(dimension); ++i) {
    all.push_back(few[i % few.size()]);
    square += static_cast<double>(all.back()) * static_cast<double>(all.back());
  }
  for (float& each : all) each /= static_cast<float>(std::sqrt(square));
  return all;
}

}  // namespace

Pinecone::Pinecone(const VectorConfig& config, std::shared_ptr<Limit> limit)
    : HttpStore(config, std::move(limit), KeyHeader{"Api-Key", ""}, kControlPlane,
                {{"X-Pinecone-Api-Version", kApiVersion}}),
      named_(config.collections) {}

// All projects are at the same address; those that are watched are told apart by the indexes that are named.
std::string Pinecone::identity() const {
  std::string identity = api_.endpoint();
  for (const std::string& name : named_) identity += "/" + name;
  return identity;
}

// The host comes without a scheme: https, but for the emulator that runs on one's own machine.
std::string Pinecone::at(const Collection& index, const std::string& path) const {
  if (index.id.empty()) throw StoreError(index.name + " has no host yet");
  if (index.id.find("://") != std::string::npos) return index.id + path;
  const std::string control = api_.base();
  return control.substr(0, control.find("://")) + "://" + index.id + path;
}

asio::awaitable<Readiness> Pinecone::readiness() {
  auto asking = api_.get("/indexes");
  const json::value answer = co_await std::move(asking);
  Json(answer, "GET /indexes")["indexes"].items();
  co_return Readiness{true, "", ""};
}

asio::awaitable<Listing> Pinecone::collections(std::vector<std::string> wanted) {
  auto asking = api_.get("/indexes");
  const json::value answer = co_await std::move(asking);
  Listing listing;
  listing.collections = pinecone::indexes_in(Json(answer, "GET /indexes"));
  if (wanted.empty()) {
    listing.left_out = keep_most_watched(listing.collections, &Collection::name);
  } else {
    std::erase_if(listing.collections,
                  [&](const Collection& each) { return std::ranges::find(wanted, each.name) == wanted.end(); });
  }
  for (Collection& each : listing.collections) {
    if (each.condition != Condition::serving) continue;
    auto counting = add_stats(each);
    auto counted = keep_error(each, std::move(counting));
    co_await std::move(counted);
  }
  co_return listing;
}

asio::awaitable<void> Pinecone::add_stats(Collection& index) {
  auto counting = stats_of(index);
  const json::value stats = co_await std::move(counting);
  pinecone::add_stats(Json(stats, "POST describe_index_stats"), index);
}

asio::awaitable<json::value> Pinecone::stats_of(Collection index) {
  auto asking = api_.post(at(index, "/describe_index_stats"), json::object());
  json::value answer = co_await std::move(asking);
  co_return answer;
}

asio::awaitable<std::vector<StoredVector>> Pinecone::sample(Collection index, int count) {
  if (!index.dimension && index.error.empty()) throw NotOffered(index.name + " keeps no dense vectors");
  budget_.require_some(now());
  auto counting = stats_of(index);
  const json::value stats = co_await std::move(counting);
  const auto space = pinecone::largest_namespace_in(Json(stats, "POST describe_index_stats"));
  namespaces_[index.id] = space;
  const std::string in_space = "namespace=" + percent_encoded(space.name);

  auto listing =
      api_.send("GET", at(index, "/vectors/list?limit=" + std::to_string(kMostListed) + "&" + in_space));
  const HttpResponse response = co_await std::move(listing);
  if (pinecone::lists_no_ids(response))
    throw NotOffered(index.name +
                     " does not list the ids of its vectors, as indexes of pods do not: not probed");
  const json::value list = HttpApi::json_of(response, "GET /vectors/list");
  budget_.spend(pinecone::read_units_in(Json(list, "GET /vectors/list")));

  std::string path = "/vectors/fetch?" + in_space;
  const auto ids = pinecone::spread(pinecone::ids_in(Json(list, "GET /vectors/list")), count);
  if (ids.empty()) co_return std::vector<StoredVector>();
  for (const std::string& id : ids) path += "&ids=" + percent_encoded(id);
  auto fetching = api_.get(at(index, path));
  const json::value fetched = co_await std::move(fetching);
  budget_.spend(pinecone::read_units_in(Json(fetched, "GET /vectors/fetch")));
  co_return pinecone::vectors_in(Json(fetched, "GET /vectors/fetch"));
}

asio::awaitable<std::vector<Neighbour>> Pinecone::search(Collection index, std::vector<float> vector,
                                                         int count) {
  std::string space = namespaces_[index.id].name;
  return query(std::move(index), std::move(space), std::move(vector), count);
}

asio::awaitable<std::vector<Neighbour>> Pinecone::query(Collection index, std::string space,
                                                        std::vector<float> vector, int count) {
  json::object request{{"topK", count}};
  request["namespace"] = space;
  request["vector"] = list_of(vector);
  auto asking = api_.post(at(index, "/query"), std::move(request));
  const json::value answer = co_await std::move(asking);
  const Json told(answer, "POST /query");
  budget_.spend(pinecone::read_units_in(told));
  co_return pinecone::neighbours_in(told, index);
}

std::optional<std::int64_t> Pinecone::searched_among(const Collection& index) const {
  const auto found = namespaces_.find(index.id);
  return found == namespaces_.end() ? index.vectors : found->second.vectors;
}

// What is written shows after some seconds, and how many is nobody's fault: the vector of the round before must
// be there by now, and the next one is written.
asio::awaitable<void> Pinecone::round_trip(int slot, std::vector<float> vector) {
  budget_.require_some(now());
  auto finding = own_index();
  const Collection index = co_await std::move(finding);
  const std::string id = "lifeguard-" + std::to_string(slot);
  if (!written_.empty() && SteadyClock::now() - written_at_ > kShownAfter) {
    auto searching = query(index, pinecone::kOwnNamespace, written_, kProbeSlots);
    auto neighbours = co_await std::move(searching);
    if (index.index.space == "ip")
      for (Neighbour& each : neighbours) each.distance += 1;  // of vectors of length 1, as by cosine
    written_.clear();
    require_written(neighbours, id);
  }
  std::vector<float> next = repeated(vector, *index.dimension);
  const auto start = SteadyClock::now();
  auto writing = write(index, id, next);
  co_await std::move(writing);
  write_took_ = SteadyClock::now() - start;
  written_ = std::move(next);
  written_at_ = SteadyClock::now();
}

asio::awaitable<Collection> Pinecone::own_index() {
  if (named_.empty())
    throw NotOffered("no vector is written: collections names no index that it could be written to");
  const std::string path = "/indexes/" + percent_encoded(named_.front());
  auto asking = api_.get(path);
  const json::value answer = co_await std::move(asking);
  Collection index = pinecone::index_in(Json(answer, "GET " + path));
  if (!index.dimension) throw NotOffered("no vector is written: " + index.name + " keeps no dense vectors");
  co_return index;
}

asio::awaitable<void> Pinecone::write(Collection index, std::string id, std::vector<float> vector) {
  json::object record;
  record["id"] = id;
  record["values"] = list_of(vector);
  json::object request;
  request["vectors"] = json::array{std::move(record)};
  request["namespace"] = pinecone::kOwnNamespace;
  auto writing = api_.post(at(index, "/vectors/upsert"), std::move(request));
  co_await std::move(writing);
}

}  // namespace lifeguard::vector_store
