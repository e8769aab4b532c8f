#pragma once

#include "collectors/vector/http_api.hpp"
#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store {

/// Qdrant by its REST API. /healthz answers 200 whatever its collections are like: /readyz is asked, and each
/// collection's own status.
class Qdrant : public Store {
 public:
  explicit Qdrant(const VectorConfig&);

  std::string endpoint() const override { return api_.endpoint(); }
  std::string identity() const override { return api_.endpoint(); }
  void begin() override { api_.begin(); }
  std::optional<TimePoint> certificate_expiry() const override { return api_.certificate_expiry(); }
  asio::awaitable<Readiness> readiness() override;
  asio::awaitable<Listing> collections(std::vector<std::string> wanted) override;
  asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) override;
  asio::awaitable<std::vector<Neighbour>> search(Collection, std::vector<float>, int count) override;
  asio::awaitable<void> round_trip(int slot, std::vector<float>) override;

 private:
  asio::awaitable<std::vector<std::string>> names();
  /// Absent when there is none of that name.
  asio::awaitable<std::optional<Collection>> collection(std::string name);
  asio::awaitable<void> write(int slot, std::vector<float>);
  asio::awaitable<void> make_own_collection();

  HttpApi api_;
  int dimension_;
};

}  // namespace lifeguard::vector_store
