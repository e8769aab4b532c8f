#pragma once

#include <map>

#include "collectors/vector/http_store.hpp"

namespace lifeguard::vector_store {

/// Qdrant by its REST API. /healthz answers 200 whatever its collections are like: /readyz is asked, and each
/// collection's own status.
class Qdrant : public HttpStore {
 public:
  Qdrant(const VectorConfig&, std::shared_ptr<Limit>);

  asio::awaitable<Readiness> readiness() override;
  asio::awaitable<Listing> collections(std::vector<std::string> wanted) override;
  asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) override;
  /// Of several vectors a point may have some: a search by one looks at the points that have it.
  std::optional<std::int64_t> searched_among(const Collection&) const override;
  asio::awaitable<std::vector<Neighbour>> search(Collection, std::vector<float>, int count) override;
  asio::awaitable<void> round_trip(int slot, std::vector<float>) override;

 private:
  asio::awaitable<std::vector<std::string>> names();
  asio::awaitable<void> tell(Collection&, bool& exists);
  asio::awaitable<void> count_with_field(Collection);
  asio::awaitable<void> write(int slot, std::vector<float>);
  asio::awaitable<void> make_own_collection();

  int dimension_;
  std::map<std::string, std::optional<std::int64_t>> with_field_;  // by collection; absent: not known
};

}  // namespace lifeguard::vector_store
