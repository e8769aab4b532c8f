#include "agent/loop_lag.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lifeguard {

boost::asio::awaitable<void> LoopLag::measure() {
  auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor);
  constexpr int kBeats = 5;  // two windows of five seconds make the ten
  for (int beat = 0;; beat = (beat + 1) % kBeats) {
    if (beat == 0) {
      previous_worst_ = worst_;
      worst_ = Seconds(0);
    }
    timer.expires_after(std::chrono::seconds(1));
    const auto due = timer.expiry();
    co_await timer.async_wait(boost::asio::use_awaitable);
    worst_ = std::max(worst_, Seconds(std::chrono::steady_clock::now() - due));
  }
}

}  // namespace lifeguard
