#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "agent/io/http_client.hpp"
#include "collectors/app_pool/page.hpp"
#include "collectors/app_pool/totals.hpp"
#include "collectors/collector.hpp"
#include "collectors/refusal.hpp"
#include "collectors/sockets/watch.hpp"
#include "config/config.hpp"

namespace lifeguard::app_pool {

/// The pools of one app, by its page of metrics. Two parts: `page`, that it came and can be read, and `pools`,
/// that there are any on it.
class AppPoolCollector : public Collector {
 public:
  explicit AppPoolCollector(AppPoolConfig);

  const std::string& target() const override { return config_.name; }
  std::string kind() const override { return "app_pool"; }
  std::string backend() const override;
  std::string server() const override { return config_.postgres; }
  Seconds tick() const override { return config_.interval; }
  Seconds timeout() const override { return config_.timeout; }
  std::string doing() const override { return doing_; }
  boost::asio::awaitable<Snapshot> collect() override;
  bool surveys() const override { return false; }

 private:
  using Clock = std::chrono::steady_clock;

  boost::asio::awaitable<Page> read();
  Snapshot snapshot_of(Page, Seconds took, Seconds passed);

  AppPoolConfig config_;
  Refusal refusal_;
  std::optional<HttpClient> http_;
  Totals totals_;
  SocketWatch sockets_;
  std::optional<Clock::time_point> last_look_;
  std::string doing_;
};

}  // namespace lifeguard::app_pool
