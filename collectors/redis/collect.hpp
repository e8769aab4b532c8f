#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/io/resolver.hpp"
#include "collectors/collector.hpp"
#include "collectors/redis/parts.hpp"
#include "collectors/redis/probe.hpp"
#include "collectors/redis/session.hpp"
#include "collectors/redis/watching.hpp"
#include "collectors/redis/write_pace.hpp"
#include "collectors/refusal.hpp"
#include "config/config.hpp"

namespace lifeguard::redis {

/// One Redis over one permanent connection, which is there also when maxclients is used up. A look is the
/// probe, and then one write with every part that is due.
class RedisCollector : public Collector {
 public:
  RedisCollector(RedisConfig, Resolver&);

  const std::string& target() const override { return config_.name; }
  std::string kind() const override { return "redis"; }
  std::string backend() const override;
  Seconds tick() const override { return config_.interval; }
  /// More than the config says, for its own deadline comes first: see run_out.
  Seconds timeout() const override { return 1.5 * config_.timeout; }
  std::string doing() const override { return doing_; }
  boost::asio::awaitable<Snapshot> collect() override;
  bool surveys() const override { return false; }

 private:
  using Clock = std::chrono::steady_clock;
  using Parts = std::vector<const Part*>;

  /// The commands that were sent last, and what came of them.
  struct Asked {
    Parts parts;
    Clock::time_point at;
    Progress progress;
  };

  boost::asio::awaitable<std::unique_ptr<Session>> open();
  boost::asio::awaitable<Snapshot> collect_over_session();
  boost::asio::awaitable<void> probe(Session& session);
  boost::asio::awaitable<void> ask(Session& session, Parts wanted);
  boost::asio::awaitable<void> send(Session& session, Parts parts, std::vector<Command> commands);
  void take_answers();
  bool run_out();
  void put_off(const Part&, Seconds took);
  void fail(const Part&, Seconds took, std::string why);
  boost::asio::awaitable<void> fill_slowlog_gap(Session& session);
  Parts due(bool only_info) const;
  void take(const Part&, const Answer&, Clock::time_point asked);
  void refuse(const Part&, const Reply&);
  Snapshot take_snapshot();
  Snapshot unreachable(const std::string& why) const;

  RedisConfig config_;
  Resolver& resolver_;
  Refusal refusal_;
  std::unique_ptr<Session> session_;
  Prober prober_;
  WritePace writing_;
  Watching watching_;
  std::map<std::string, PartResult> results_;
  std::map<std::string, Clock::time_point> due_;
  std::map<std::string, Clock::time_point> put_off_;  // those for which time ran out; a new connection too
  std::set<const Part*> ran_out_;                     // that took all the time, since a look was last complete
  Asked asked_;
  bool informed_ = false;  // INFO was answered in this look
  std::string doing_;
};

}  // namespace lifeguard::redis
