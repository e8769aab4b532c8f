#pragma once

#include <chrono>
#include <map>

#include "collectors/vector/http_api.hpp"
#include "collectors/vector/pinecone/answers.hpp"
#include "collectors/vector/pinecone/read_budget.hpp"
#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store {

/// Pinecone: its control plane, and the data plane of each index at a host of its own.
class Pinecone : public Store {
 public:
  explicit Pinecone(const VectorConfig&);

  std::string endpoint() const override { return api_.endpoint(); }
  std::string identity() const override;
  void begin() override { api_.begin(); }
  std::optional<TimePoint> certificate_expiry() const override { return api_.certificate_expiry(); }
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
  asio::awaitable<std::vector<Neighbour>> query(Collection, std::string space, std::vector<float>, int count);
  asio::awaitable<Collection> own_index();
  asio::awaitable<void> write(Collection, std::string id, std::vector<float>);
  std::string at(const Collection&, const std::string& path) const;

  HttpApi api_;
  std::vector<std::string> named_;
  pinecone::ReadBudget budget_;
  std::map<std::string, pinecone::Namespace> namespaces_;  // by host: the one that is probed
  std::vector<float> written_;                             // by the round before
  std::chrono::steady_clock::time_point written_at_{};
  std::optional<Seconds> write_took_;
};

}  // namespace lifeguard::vector_store
