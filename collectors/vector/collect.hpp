#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/io/resolver.hpp"
#include "collectors/collector.hpp"
#include "collectors/vector/memory.hpp"
#include "collectors/vector/prober.hpp"
#include "collectors/vector/stores.hpp"
#include "config/config.hpp"

namespace lifeguard::vector_store {

/// One vector store. A look asks whether it is ready, whether its tenant and database are there, and what its
/// collections are like; the probes of read and write run beside it. Parts: `ready`, `scope`, `collections`
/// (they were listed), `details` (each could be read), `probe_read`, `probe_write`.
class VectorCollector : public Collector {
 public:
  VectorCollector(VectorConfig, const std::optional<PostgresConfig>&, Resolver&);

  const std::string& target() const override { return config_.name; }
  std::string kind() const override { return "vector"; }
  std::string backend() const override;
  Seconds tick() const override { return config_.interval; }
  Seconds timeout() const override { return config_.timeout; }
  std::string doing() const override { return "waiting for " + endpoint(); }
  boost::asio::awaitable<Snapshot> collect() override;
  boost::asio::awaitable<void> survey() override;
  bool surveys() const override { return config_.probe != "ready"; }

 private:
  VectorCollector(VectorConfig, Stores);

  boost::asio::awaitable<void> part(std::string name, boost::asio::awaitable<void> asking);
  boost::asio::awaitable<void> ask_readiness();
  boost::asio::awaitable<void> ask_scope();
  boost::asio::awaitable<void> ask_collections();
  void judge_details();
  void keep_what_was_known();
  std::string endpoint() const;
  Snapshot take_snapshot();

  VectorConfig config_;
  std::unique_ptr<Store> store_;
  Prober prober_;  // on a store of its own
  Memory memory_;
  Facts facts_, last_;          // of the look under way, and of the one before
  TimePoint ready_told_;
  bool is_left_alone_ = false;  // at this look
  std::vector<ProbeTime> asked_;
  std::vector<PartResult> parts_;
  std::vector<Collection> known_;  // by the latest look
  bool answered_ = false;          // at the latest look
};

}  // namespace lifeguard::vector_store
