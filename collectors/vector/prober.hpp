#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "collectors/snapshot.hpp"
#include "collectors/vector/store.hpp"
#include "config/config.hpp"

namespace lifeguard::vector_store {

/// The probes that go deeper than asking whether the store is ready: searches for vectors that are stored, in
/// the collections that the config names and no other, and a vector written to a collection of our own. Each
/// is logged before it is sent, for a search can end a server whose index is damaged.
class Prober {
 public:
  Prober(VectorConfig, std::unique_ptr<Store>);

  /// All probes, when they are due; `known` are the collections as they were last seen.
  asio::awaitable<void> round(std::vector<Collection> known);

  /// Adds what the latest round came to, unless it is so old that it says nothing of the store any more: while
  /// a store cannot be asked, or wants to be left alone, no round is made.
  void tell(Facts&, std::vector<PartResult>&) const;
  /// How often in a row each of its parts failed, by failures_of().
  std::vector<SeriesPoint> series() const;

 private:
  using SteadyClock = std::chrono::steady_clock;

  struct Round {
    std::map<std::string, ProbeTime> times;     // by operation
    std::map<std::string, SelfRecall> recalls;  // by collection
    std::vector<PartResult> parts;
    TimePoint at;  // its end
  };

  asio::awaitable<void> read(std::vector<Collection> known);
  asio::awaitable<void> search(Collection collection);
  asio::awaitable<Collection> as_it_is_now(Collection before);
  asio::awaitable<std::vector<StoredVector>> sample(Collection collection, int count, SelfRecall& recall);
  asio::awaitable<void> search_all(Collection collection, int count, SelfRecall& recall);
  asio::awaitable<void> search_again(Collection collection, SelfRecall& recall);
  asio::awaitable<void> write();
  asio::awaitable<void> write_once();
  bool is_old(TimePoint) const;
  void add_part(PartResult);
  void timed(const std::string& op, Seconds took, const std::string& error);

  VectorConfig config_;
  std::unique_ptr<Store> store_;
  SteadyClock::time_point due_{};
  Round latest_, under_way_;
  std::map<std::string, std::vector<StoredVector>> remembered_;  // what was sampled last, by collection
  std::map<std::string, int> failed_in_a_row_;                   // by part
  bool has_written_ = false;
};

}  // namespace lifeguard::vector_store
