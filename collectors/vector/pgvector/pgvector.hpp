#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/io/resolver.hpp"
#include "collectors/postgres/connection.hpp"
#include "collectors/refusal.hpp"
#include "collectors/vector/pgvector/columns.hpp"
#include "collectors/vector/pgvector/scans.hpp"
#include "collectors/vector/pgvector/statements.hpp"
#include "collectors/vector/store.hpp"
#include "config/config.hpp"

namespace lifeguard::vector_store {

/// pgvector in the database of a [[postgres]] target, over a connection of its own. Its catalogue says all but
/// whether an index finds what is stored: that the same search says, by the index and by an exact scan.
class Pgvector : public Store {
 public:
  Pgvector(const VectorConfig&, PostgresConfig, Resolver&, std::shared_ptr<pgvector::OwnScans>);

  std::string endpoint() const override;
  std::string identity() const override;
  void begin() override;

  asio::awaitable<Readiness> readiness() override;
  asio::awaitable<Listing> collections(std::vector<std::string> wanted) override;
  asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) override;
  /// An estimate of rows says too little: some have no vector, and an index may be of some rows alone. The
  /// exact scan says how many there are.
  std::optional<std::int64_t> searched_among(const Collection&) const override { return std::nullopt; }
  asio::awaitable<std::vector<Neighbour>> search(Collection, std::vector<float>, int count) override;
  asio::awaitable<std::optional<std::vector<Neighbour>>> exact_search(Collection, std::vector<float>,
                                                                      int count) override;
  asio::awaitable<void> round_trip(int slot, std::vector<float>) override;

 private:
  asio::awaitable<std::unique_ptr<postgres::Connection>> open();
  /// In one read-only transaction, in one round trip. Throws what the server says to the first that fails.
  asio::awaitable<std::vector<postgres::Answer>> ask(std::vector<std::string> statements, Seconds limit,
                                                     pgvector::Scan);
  asio::awaitable<std::vector<postgres::Answer>> ask_over(std::vector<std::string> statements,
                                                          std::string limits);
  asio::awaitable<void> look();
  const pgvector::Column& known(const Collection&) const;
  asio::awaitable<pgvector::Column> column_of(Collection);

  PostgresConfig config_;
  Resolver& resolver_;
  Seconds timeout_;
  std::string space_;  // that the config expects
  Refusal refusal_;
  std::unique_ptr<postgres::Connection> connection_;
  int first_host_ = 0;
  std::optional<pgvector::Extension> extension_;  // by the latest look
  std::vector<pgvector::Column> columns_;
  pgvector::ScanWatch scans_;
  std::shared_ptr<pgvector::OwnScans> own_scans_;
  std::int64_t searched_ = 0;  // since begin()
  Seconds scanned_{};          // what exact scans took since begin()
};

}  // namespace lifeguard::vector_store
