#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/io/resolver.hpp"
#include "collectors/collector.hpp"
#include "collectors/pgbouncer/console.hpp"
#include "collectors/pgbouncer/facts.hpp"
#include "collectors/pgbouncer/waiting.hpp"
#include "collectors/refusal.hpp"
#include "config/config.hpp"

namespace lifeguard::pgbouncer {

/// One PgBouncer over one permanent connection to its console. Every SHOW is a part of its own. A long
/// list is asked for so seldom that it takes at most a hundredth of PgBouncer's time.
class PgBouncerCollector : public Collector {
 public:
  PgBouncerCollector(PgBouncerConfig, Resolver&);

  const std::string& target() const override { return config_.name; }
  std::string kind() const override { return "pgbouncer"; }
  std::string backend() const override;
  std::string server() const override { return config_.postgres; }
  Seconds tick() const override { return config_.interval; }
  Seconds timeout() const override { return config_.timeout; }
  std::string doing() const override { return doing_; }
  boost::asio::awaitable<Snapshot> collect() override;
  bool surveys() const override { return false; }

 private:
  using Clock = std::chrono::steady_clock;

  boost::asio::awaitable<std::unique_ptr<Console>> open();
  boost::asio::awaitable<Snapshot> collect_over_console();
  boost::asio::awaitable<void> ask(Console& console, std::size_t part);
  void follow();
  Snapshot take_snapshot() const;

  PgBouncerConfig config_;
  Resolver& resolver_;
  Refusal refusal_;
  std::unique_ptr<Console> console_;
  Facts facts_;
  std::map<std::string, PartResult> results_;
  std::map<std::string, Clock::time_point> due_;
  std::set<std::string> absent_;  // that this version does not have
  std::vector<Totals> last_totals_;
  Waiting waiting_;
  std::string doing_;
  int first_host_ = 0;
};

}  // namespace lifeguard::pgbouncer
