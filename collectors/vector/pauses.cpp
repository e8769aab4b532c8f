#include "collectors/vector/pauses.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace lifeguard::vector_store {
namespace {

constexpr int kMost = 6;
constexpr std::chrono::milliseconds kFirst{20};

}  // namespace

boost::asio::awaitable<bool> Pauses::next() {
  if (taken_ == kMost) co_return false;
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  timer.expires_after(kFirst * (1 << taken_++));
  co_await timer.async_wait(boost::asio::use_awaitable);
  co_return true;
}

}  // namespace lifeguard::vector_store
