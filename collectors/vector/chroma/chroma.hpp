#pragma once

#include <string>
#include <vector>

#include "collectors/vector/http_store.hpp"

namespace lifeguard::vector_store {

/// Chroma 1.x over its v2 API. Its heartbeat and its health check are green whatever the state of an index.
class Chroma : public HttpStore {
 public:
  Chroma(const VectorConfig&, std::shared_ptr<Limit>);

  std::string identity() const override;
  std::string scope() const override;

  asio::awaitable<Readiness> readiness() override;
  asio::awaitable<std::string> scope_trouble() override;
  asio::awaitable<Listing> collections(std::vector<std::string> wanted) override;
  asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) override;
  asio::awaitable<std::vector<Neighbour>> search(Collection, std::vector<float>, int count) override;
  asio::awaitable<void> round_trip(int slot, std::vector<float>) override;

 private:
  asio::awaitable<void> require_heartbeat();
  asio::awaitable<bool> exists(std::string path);
  asio::awaitable<std::vector<Collection>> listed();
  asio::awaitable<std::optional<Collection>> one(std::string name);
  asio::awaitable<std::vector<Collection>> named(std::vector<std::string> names);
  asio::awaitable<void> count(Collection& collection);
  asio::awaitable<std::string> own_collection();
  std::string database_path() const;

  std::string tenant_, database_;
  std::string version_;
  std::string own_;  // the id of the collection that is written to
};

}  // namespace lifeguard::vector_store
