#include "alerts/outbox.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "alerts/audience.hpp"
#include "alerts/courier.hpp"

namespace lifeguard {

namespace asio = boost::asio;

struct Outbox::Impl {
  using Couriers = std::map<std::string, std::shared_ptr<Courier>>;

  Courier& courier(const std::string& receiver) {
    auto& courier = couriers[receiver];
    if (!courier) {
      courier = std::make_shared<Courier>(executor, receiver, store, send);
      if (loops) loops->spawn(receiver, Courier::run(courier));
    }
    return *courier;
  }

  bool all_delivered() const {
    for (const auto& [name, courier] : couriers) {
      if (courier->receiver() && !courier->idle()) return false;
    }
    return true;
  }

  asio::any_io_executor executor;
  std::shared_ptr<StateStore> store;
  Send send;
  Couriers couriers;
  std::optional<TaskGroup> loops;  // while run() runs
};

Outbox::Outbox(asio::any_io_executor executor, std::shared_ptr<StateStore> store, Send send)
    : impl_(std::make_unique<Impl>()) {
  impl_->executor = std::move(executor);
  impl_->store = std::move(store);
  impl_->send = std::move(send);
  for (PendingDelivery& left : impl_->store->deliveries()) {
    const std::string receiver = left.receiver;
    impl_->courier(receiver).add(std::move(left));
  }
}

Outbox::~Outbox() = default;

void Outbox::set_receivers(std::vector<std::unique_ptr<Receiver>> receivers) {
  std::map<std::string, std::shared_ptr<const Receiver>> named;
  for (auto& receiver : receivers) {
    const std::string name = receiver->name();
    impl_->courier(name);
    named[name] = std::move(receiver);
  }
  for (const auto& [name, courier] : impl_->couriers) courier->serve(named[name]);
}

void Outbox::enqueue(const std::vector<Notice>& notices, const std::vector<Incident>& changed) {
  std::vector<PendingDelivery> deliveries;
  for (const Notice& notice : notices) {
    for (const auto& [name, courier] : impl_->couriers) {
      const Receiver* receiver = courier->receiver();
      if (receiver && hears(*receiver, notice)) deliveries.push_back({0, name, notice, 0});
    }
  }
  impl_->store->save(changed, deliveries);
  for (PendingDelivery& delivery : deliveries) {
    Courier& courier = *impl_->couriers.at(delivery.receiver);
    courier.add(std::move(delivery));
  }
}

asio::awaitable<void> Outbox::run() {
  impl_->loops.emplace(impl_->executor);
  for (const auto& [name, courier] : impl_->couriers) impl_->loops->spawn(name, Courier::run(courier));
  asio::steady_timer forever(impl_->executor, asio::steady_timer::time_point::max());
  boost::system::error_code cancelled;
  co_await forever.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  co_await asio::this_coro::reset_cancellation_state();
  impl_->loops->cancel();
  co_await impl_->loops->join(Seconds(2));
  impl_->loops.reset();
}

asio::awaitable<bool> Outbox::drain(Seconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!impl_->all_delivered()) {
    if (std::chrono::steady_clock::now() >= until) co_return false;
    co_await sleep_for(Seconds(0.02));
  }
  co_return true;
}

std::map<std::string, DeliveryStatistics> Outbox::statistics() const {
  std::map<std::string, DeliveryStatistics> all;
  for (const auto& [name, courier] : impl_->couriers) all[name] = courier->statistics();
  return all;
}

}  // namespace lifeguard
