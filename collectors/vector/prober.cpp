#include "collectors/vector/prober.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cmath>
#include <functional>
#include <random>

#include "agent/io/log.hpp"
#include "collectors/collector.hpp"
#include "collectors/vector/kept.hpp"
#include "collectors/vector/recall.hpp"
#include "collectors/vector/series.hpp"

namespace lifeguard::vector_store {
namespace {

constexpr int kNeighbours = 10;

// Of so many times as many vectors as at first, so that one that is lost among them is not at once a fifth.
constexpr int kSecondLook = 4;

/// Another one each time, of length 1.
std::vector<float> fresh_vector() {
  static std::mt19937 random(std::random_device{}());
  std::normal_distribution<float> normal;
  std::vector<float> values(kProbeDimension);
  float square = 0;
  for (float& value : values) {
    value = normal(random);
    square += value * value;
  }
  for (float& value : values) value /= std::sqrt(square);
  return values;
}

/// Of this agent and this target: two targets may lead to one store.
int own_slot(const std::string& target) {
  const std::string agent = asio::ip::host_name() + "/" + std::to_string(getpid());
  const std::hash<std::string> number_of;
  return static_cast<int>((number_of(agent) % kProbeSlots + number_of(target) % kProbeSlots) % kProbeSlots);
}

Seconds median(std::vector<Seconds> times) {
  if (times.empty()) return Seconds(0);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

}  // namespace

Prober::Prober(VectorConfig config, std::unique_ptr<Store> store)
    : config_(std::move(config)), store_(std::move(store)) {
  if (config_.probe != "ready" && !config_.collections.empty()) failed_in_a_row_["probe_read"] = 0;
  if (config_.probe == "write") failed_in_a_row_["probe_write"] = 0;
}

asio::awaitable<void> Prober::round(std::vector<Collection> known) {
  if (config_.probe == "ready" || SteadyClock::now() < due_) co_return;
  due_ = SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(config_.probe_interval);
  under_way_ = {};
  auto reading = read(std::move(known));
  co_await std::move(reading);
  if (config_.probe == "write") {
    auto writing = write();
    co_await std::move(writing);
  }
  under_way_.at = now();
  latest_ = std::move(under_way_);
}

asio::awaitable<void> Prober::read(std::vector<Collection> known) {
  std::erase_if(known, [&](const Collection& each) {
    return std::ranges::find(config_.collections, each.name) == config_.collections.end();
  });
  if (known.empty()) {
    if (!config_.collections.empty()) failed_in_a_row_["probe_read"] = 0;
    co_return;
  }
  PartResult result{"probe_read", true, {}, ""};
  const auto start = SteadyClock::now();
  for (const Collection& each : known) {
    try {
      auto searching = search(each);
      co_await std::move(searching);
    } catch (const boost::system::system_error&) {
      throw;  // we are cancelled
    } catch (const std::runtime_error& error) {
      result.success = false;
      result.error = each.name + ": " + error.what();
    }
  }
  result.took = SteadyClock::now() - start;
  add_part(std::move(result));
}

asio::awaitable<void> Prober::search(Collection collection) {
  log_info(config_.name, "probing " + collection.name + ": " + std::to_string(config_.probe_samples) +
                             " of its vectors are searched for");
  SelfRecall recall;
  recall.collection = collection.name;
  const std::string name = collection.name;
  try {
    store_->begin();
    auto looking = as_it_is_now(std::move(collection));
    collection = co_await std::move(looking);
    auto searching = search_all(collection, config_.probe_samples, recall);
    co_await std::move(searching);
    if (lacks(recall)) {
      auto again = search_again(collection, recall);
      co_await std::move(again);
    }
  } catch (const NoAnswer&) {
    throw;
  } catch (const NotOffered& error) {
    log_info(config_.name, error.what());
    co_return;
  } catch (const StoreError& error) {
    if (recall.error.empty()) recall.error = error.what();
  }
  recall.at = now();
  under_way_.recalls[name] = std::move(recall);
}

// By the latest look it may have been there, or full, and by now be gone, or emptied to be filled anew: what is
// not searched for as it is says nothing.
asio::awaitable<Collection> Prober::as_it_is_now(Collection before) {
  try {
    auto asking = store_->readiness();
    co_await std::move(asking);
    std::vector<std::string> wanted(1, before.name);
    auto listing = store_->collections(std::move(wanted));
    const Listing listed = co_await std::move(listing);
    for (const Collection& each : listed.collections) {
      if (each.name != before.name) continue;
      if (each.id != before.id || each.vectors == 0) remembered_.erase(each.name);
      co_return each;
    }
  } catch (const NoAnswer&) {
    throw;
  } catch (const StoreError& error) {
    throw NoAnswer(error.what());
  }
  remembered_.erase(before.name);
  throw NotOffered(before.name + " is not there any more, and is not probed");
}

// One that was changed or deleted between its sample and its search is not found either, and one of five is a
// fifth: what is lost among others, and more of them, is told. Where there is no answer any more, what was lost
// at first is.
asio::awaitable<void> Prober::search_again(Collection collection, SelfRecall& recall) {
  log_info(config_.name, "probing " + collection.name +
                             " again: " + std::to_string(recall.searched - recall.found) + " of " +
                             std::to_string(recall.searched) + " were not found");
  SelfRecall second;
  second.collection = recall.collection;
  bool is_there = false;
  try {
    store_->begin();
    auto looking = as_it_is_now(std::move(collection));
    const Collection now_there = co_await std::move(looking);
    is_there = true;
    auto searching = search_all(now_there, kSecondLook * config_.probe_samples, second);
    co_await std::move(searching);
  } catch (const NoAnswer&) {
    co_return;
  } catch (const NotOffered&) {
    if (!is_there) throw;
    co_return;
  } catch (const StoreError& error) {
    second.error = error.what();
  }
  recall = std::move(second);
}

// An index may be so damaged that what is stored cannot even be read: then what was read before is searched
// for.
asio::awaitable<std::vector<StoredVector>> Prober::sample(Collection collection, int count,
                                                          SelfRecall& recall) {
  const auto asked = SteadyClock::now();
  try {
    auto sampling = store_->sample(collection, count);
    std::vector<StoredVector> stored = co_await std::move(sampling);
    timed("sample", SteadyClock::now() - asked, "");
    const auto counted = store_->searched_among(collection);
    if (stored.empty() && counted.value_or(0) > 0)
      throw StoreError("it counts " + std::to_string(*counted) + " vectors, and gives none of them");
    remembered_[collection.name] = stored;
    co_return stored;
  } catch (const NotOffered&) {
    throw;
  } catch (const StoreError& error) {
    timed("sample", SteadyClock::now() - asked, error.what());
    if (dynamic_cast<const NoAnswer*>(&error)) throw;
    recall.error = error.what();
  }
  co_return remembered_[collection.name];
}

asio::awaitable<void> Prober::search_all(Collection collection, int count, SelfRecall& recall) {
  auto sampling = sample(collection, count, recall);
  const std::vector<StoredVector> stored = co_await std::move(sampling);
  collection.vectors = store_->searched_among(collection);
  auto asked = SteadyClock::now();
  std::vector<Seconds> times;
  try {
    for (const StoredVector& each : stored) {
      asked = SteadyClock::now();
      auto searching = store_->search(collection, each.values, kNeighbours);
      const std::vector<Neighbour> results = co_await std::move(searching);
      times.push_back(SteadyClock::now() - asked);
      recall.slowest = std::max(recall.slowest, times.back());
      add(recall, each, results, collection, kNeighbours);
      auto scanning = store_->exact_search(collection, each.values, kNeighbours);
      const auto exact = co_await std::move(scanning);
      if (!exact) continue;
      compare(recall, *exact, results);
      if (!collection.vectors) recall.results_expected += static_cast<int>(exact->size());
    }
  } catch (const TooSlow& error) {
    const Seconds waited = SteadyClock::now() - asked;
    if (times.empty()) {
      timed("search", waited, error.what());
      throw;
    }
    // Those that were answered tell how slow it is, and what they found. One that was cut off took longer.
    log_info(config_.name, collection.name + ": " + error.what());
    if (waited > median(times)) {
      times.push_back(waited);
      recall.slowest = std::max(recall.slowest, waited);
    }
  } catch (const StoreError& error) {
    timed("search", SteadyClock::now() - asked, error.what());
    throw;
  }
  if (!times.empty()) timed("search", median(times), "");
}

asio::awaitable<void> Prober::write() {
  log_info(config_.name, "probing: a vector is written to a collection of our own, and searched for");
  PartResult result{"probe_write", true, {}, ""};
  store_->begin();
  auto start = SteadyClock::now();
  try {
    if (!has_written_) {
      // It made the collection and the connection: its time is not that of a document.
      auto first = write_once();
      co_await std::move(first);
    }
    start = SteadyClock::now();
    auto writing = write_once();
    co_await std::move(writing);
    has_written_ = true;
  } catch (const boost::system::system_error&) {
    throw;  // we are cancelled
  } catch (const NotOffered& error) {
    log_info(config_.name, error.what());
    co_return;
  } catch (const std::runtime_error& error) {
    result.success = false;
    result.error = error.what();
    has_written_ = false;
  }
  result.took = SteadyClock::now() - start;
  const bool is_told = result.success && store_->write_took();
  timed("write", is_told ? *store_->write_took() : result.took, result.error);
  add_part(std::move(result));
}

void Prober::add_part(PartResult result) {
  int& failed = failed_in_a_row_[result.part];
  failed = result.success ? 0 : failed + 1;
  under_way_.parts.push_back(std::move(result));
}

asio::awaitable<void> Prober::write_once() {
  return store_->round_trip(own_slot(config_.name), fresh_vector());
}

// Of several collections the slowest counts, and a failure more than that.
void Prober::timed(const std::string& op, Seconds took, const std::string& error) {
  ProbeTime time{op, now(), took, error.empty(), error};
  auto& times = under_way_.times;
  const auto before = times.find(op);
  if (before == times.end()) {
    times.emplace(op, std::move(time));
    return;
  }
  const bool counts_more = before->second.success ? !time.success || took > before->second.took : false;
  if (counts_more) before->second = std::move(time);
}

bool Prober::is_old(TimePoint at) const {
  return at - latest_.at > std::max(kKept, 3 * config_.probe_interval);
}

void Prober::tell(Facts& facts, std::vector<PartResult>& parts) const {
  if (const auto units = store_->read_units()) facts.read_units = facts.read_units.value_or(0) + *units;
  if (is_old(facts.taken)) return;
  for (const auto& [op, time] : latest_.times) facts.probes.push_back(time);
  for (const auto& [collection, recall] : latest_.recalls) facts.recalls.push_back(recall);
  parts.insert(parts.end(), latest_.parts.begin(), latest_.parts.end());
}

std::vector<SeriesPoint> Prober::series() const {
  std::vector<SeriesPoint> series;
  for (const auto& [part, times] : failed_in_a_row_) series.push_back({failures_of(part), 1.0 * times});
  return series;
}

}  // namespace lifeguard::vector_store
