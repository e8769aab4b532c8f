#pragma once

#include <chrono>
#include <map>

#include "collectors/vector/http_store.hpp"
#include "collectors/vector/pinecone/answers.hpp"
#include "collectors/vector/pinecone/read_budget.hpp"

namespace lifeguard::vector_store {

/// Pinecone: its control plane, and the data plane of each index at a host of its own.
class Pinecone : public HttpStore {
 public:
  Pinecone(const VectorConfig&, std::shared_ptr<Limit>);

  std::string identity() const override;
  asio::awaitable<Readiness> readiness() override;
  asio::awaitable<Listing> collections(std::vector<std::string> wanted) override;
  asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) override;
  std::optional<std::int64_t> searched_among(const Collection&) const override;
  asio::awaitable<std::vector<Neighbour>> search(Collection, std::vector<float>, int count) override;
  asio::awaitable<void> round_trip(int slot, std::vector<float>) override;
  std::optional<Seconds> write_took() const override { return write_took_; }
  std::optional<double> read_units() const override { return budget_.spent_in_all(); }

 private:
  asio::awaitable<boost::json::value> stats_of(Collection);
  asio::awaitable<void> add_stats(Collection&);
  asio::awaitable<std::vector<Neighbour>> query(Collection, std::string space, std::vector<float>, int count);
  asio::awaitable<Collection> own_index();
  asio::awaitable<void> write(Collection, std::string id, std::vector<float>);
  std::string at(const Collection&, const std::string& path) const;

  std::vector<std::string> named_;
  pinecone::ReadBudget budget_;
  std::map<std::string, pinecone::Namespace> namespaces_;  // by host: the one that is probed
  std::vector<float> written_;                             // by the round before
  std::chrono::steady_clock::time_point written_at_{};
  std::optional<Seconds> write_took_;
};

}  // namespace lifeguard::vector_store
