#pragma once

#include "collectors/vector/http_store.hpp"

namespace lifeguard::vector_store {

/// Weaviate by its REST API, and GraphQL for searches. It is ready while a node is away and while shards take
/// no writes: nodes and shards are looked at one by one.
class Weaviate : public HttpStore {
 public:
  Weaviate(const VectorConfig&, std::shared_ptr<Limit>);

  std::string identity() const override;
  std::string scope() const override;
  asio::awaitable<Readiness> readiness() override;
  asio::awaitable<std::string> scope_trouble() override;
  asio::awaitable<Listing> collections(std::vector<std::string> wanted) override;
  asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) override;
  asio::awaitable<std::vector<Neighbour>> search(Collection, std::vector<float>, int count) override;
  asio::awaitable<void> round_trip(int slot, std::vector<float>) override;

 private:
  asio::awaitable<void> add_details(Collection& collection);
  asio::awaitable<void> add_shards_of_all(std::vector<Collection>& all);
  /// From the one after this id on, by id; from the first when it is empty.
  asio::awaitable<std::vector<StoredVector>> stored(Collection, int count, std::string after);
  asio::awaitable<std::vector<Neighbour>> search_in(Collection, std::vector<float>, int count,
                                                    std::string tenant);
  asio::awaitable<void> make_own_class();
  asio::awaitable<void> write(std::string id, std::vector<float>);

  std::string tenant_;
  std::vector<std::string> named_;
  bool knows_dimension_;  // the config says which is expected: then it is looked at
  bool own_is_made_ = false;
};

}  // namespace lifeguard::vector_store
