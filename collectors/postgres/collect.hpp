#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "agent/io/resolver.hpp"
#include "collectors/collector.hpp"
#include "collectors/postgres/connection.hpp"
#include "collectors/postgres/facts.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// One PostgreSQL server over one connection. Parts: `activity` every activity_interval, `server` every
/// interval; what is due goes out as one pipeline.
class PostgresCollector : public Collector {
 public:
  PostgresCollector(PostgresConfig, Resolver&);

  const std::string& target() const override { return config_.name; }
  std::string kind() const override { return "postgres"; }
  std::string backend() const override;
  Seconds tick() const override { return config_.activity_interval; }
  Seconds timeout() const override { return config_.timeout; }
  std::string doing() const override { return doing_; }
  boost::asio::awaitable<Snapshot> collect() override;

 private:
  using Clock = std::chrono::steady_clock;

  void respect_refusal() const;
  void remember_refusal(const Unreachable&);
  boost::asio::awaitable<std::unique_ptr<Connection>> open();
  boost::asio::awaitable<Snapshot> collect_over_connection();
  std::vector<Query> due_queries(const Connection&) const;
  void identify(const std::map<std::string, Answer>&, int server_version);
  Snapshot snapshot_of(const std::map<std::string, Answer>&);
  void take_activity(const std::map<std::string, Answer>&, Facts&);
  void take_server(const std::map<std::string, Answer>&);
  void judge_visibility(Facts&);

  PostgresConfig config_;
  Resolver& resolver_;
  sql::Exposure exposure_;
  std::unique_ptr<Connection> connection_;
  std::optional<Identity> identity_;  // of this connection
  std::optional<Server> server_;      // the last good one
  std::map<std::string, PartResult> parts_;
  Clock::time_point server_due_{};
  bool look_at_locks_ = true;
  std::string backend_;
  std::string doing_;
  int first_host_ = 0;

  // Credentials that the server refused are not tried again every second: an account may lock.
  std::string credentials_, refused_credentials_;
  std::optional<Unreachable> refusal_;
  Clock::time_point refused_until_{};
};

}  // namespace lifeguard::postgres
