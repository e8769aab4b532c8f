#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>

#include "agent/io/backoff.hpp"
#include "alerts/delivery_queue.hpp"
#include "alerts/outbox.hpp"

namespace lifeguard {

/// Carries one receiver's notices to it, one at a time, on its own loop.
class Courier {
 public:
  Courier(boost::asio::any_io_executor, std::string receiver, std::shared_ptr<StateStore>, Outbox::Send);

  /// Whom to carry them to from now on; null while the config names no such receiver. Tries again at once, for
  /// the new config may be the mend.
  void serve(std::shared_ptr<const Receiver>);
  const Receiver* receiver() const { return receiver_.get(); }

  void add(PendingDelivery);
  bool idle() const { return queue_.size() == 0; }
  DeliveryStatistics statistics() const;

  /// Until cancelled.
  static boost::asio::awaitable<void> run(std::shared_ptr<Courier>);

 private:
  using Time = DeliveryQueue::Time;

  boost::asio::awaitable<void> next_work();
  boost::asio::awaitable<void> wait();
  boost::asio::awaitable<void> deliver(PendingDelivery);
  boost::asio::awaitable<void> repeat();
  boost::asio::awaitable<Verdict> attempt(std::shared_ptr<const Receiver>, Notice);
  void conclude(const PendingDelivery&, const Verdict&);
  void dropped(const std::vector<PendingDelivery>&, std::string_view why);
  void expire_unclaimed();
  void is_out(const std::string& reason);
  void is_back();

  std::string name_;
  std::shared_ptr<StateStore> store_;
  Outbox::Send send_;
  std::shared_ptr<const Receiver> receiver_;
  DeliveryQueue queue_;
  std::map<std::string, Backoff> backoffs_;  // by dedup key
  std::map<std::string, std::uint64_t> outcomes_;
  std::optional<TimePoint> out_since_;
  bool shedding_ = false;
  Time next_repeat_ = Time::min();
  boost::asio::steady_timer wake_;
};

}  // namespace lifeguard
