#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "agent/io/resolver.hpp"
#include "collectors/collector.hpp"
#include "collectors/postgres/connection.hpp"
#include "collectors/postgres/databases/survey.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/schedule.hpp"
#include "collectors/postgres/transitions.hpp"
#include "collectors/refusal.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// One PostgreSQL server over one permanent connection: what is due goes out as one pipeline. Beside it, every
/// databases_interval, a survey of the databases over one short-lived connection at a time.
class PostgresCollector : public Collector {
 public:
  /// An execution that runs for `slow_after` counts as slow.
  PostgresCollector(PostgresConfig, Seconds slow_after, Resolver&);

  const std::string& target() const override { return config_.name; }
  std::string kind() const override { return "postgres"; }
  std::string backend() const override;
  Seconds tick() const override { return config_.activity_interval; }
  Seconds timeout() const override { return config_.timeout; }
  std::string doing() const override { return doing_; }
  boost::asio::awaitable<Snapshot> collect() override;
  boost::asio::awaitable<void> survey() override;

 private:
  using Clock = std::chrono::steady_clock;

  boost::asio::awaitable<std::unique_ptr<Connection>> open();
  boost::asio::awaitable<Snapshot> collect_over_connection();
  std::vector<Query> due_queries(int server_version);
  void identify(const Answers&, int server_version);
  PartResult judge_visibility();
  Snapshot take_snapshot();
  boost::asio::awaitable<void> ask_aside();

  PostgresConfig config_;
  Resolver& resolver_;
  Refusal refusal_;
  Schedule schedule_;
  Survey survey_;
  Transitions transitions_;
  std::unique_ptr<Connection> connection_;
  std::optional<Connection::Address> server_;  // that answered last
  std::string database_;                       // the one that the connection is in
  Facts facts_;                                // what is known; the session list leaves with each snapshot
  bool identified_ = false;                    // since this connection began
  Clock::time_point identity_due_{};
  std::string backend_;
  std::string doing_;
  int first_host_ = 0;
};

}  // namespace lifeguard::postgres
