#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/io/http_client.hpp"
#include "agent/io/task_group.hpp"
#include "alerts/incident.hpp"
#include "alerts/receiver.hpp"
#include "alerts/state_store.hpp"

namespace lifeguard {

/// Counters of one receiver for /metrics.
struct DeliveryStatistics {
  std::map<std::string, std::uint64_t> outcomes;  // delivered, retried, rejected, dropped
  std::size_t pending = 0;
  Seconds oldest_age{};
};

/// Notices on their way to the receivers: written down before they are sent, in order per incident, sent at
/// least once, tried again with backoff (Retry-After honoured) until the receiver takes or refuses them. One
/// slow or dead receiver does not hold up another.
class Outbox {
 public:
  using Send = std::function<boost::asio::awaitable<HttpResponse>(HttpRequest)>;

  Outbox(boost::asio::any_io_executor, std::shared_ptr<StateStore>, Send);
  ~Outbox();

  /// Replaces the receivers (at start and after a reload). Notices for receivers that are no longer configured
  /// wait a day for it to come back.
  void set_receivers(std::vector<std::unique_ptr<Receiver>>);

  /// Queues what each receiver should hear of these changes, in the same transaction as the incidents
  /// themselves.
  void enqueue(const std::vector<Notice>&, const std::vector<Incident>& changed);

  /// Delivers until cancelled.
  boost::asio::awaitable<void> run();
  /// Waits until nothing is pending, at most `limit`. True when all was delivered.
  boost::asio::awaitable<bool> drain(Seconds limit);

  std::map<std::string, DeliveryStatistics> statistics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lifeguard
