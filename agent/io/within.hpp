#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <stdexcept>
#include <utility>

#include "base/time.hpp"

namespace lifeguard {

class Timeout : public std::runtime_error {
 public:
  explicit Timeout(Seconds limit) : std::runtime_error("no answer within " + in_words(limit)) {}
};

/// Runs `op` and cancels it when `limit` has passed; then throws Timeout. An error of `op` is rethrown as it is.
/// `op` must be cancellable, for the wait ends only when it has.
template <class T>
boost::asio::awaitable<T> within(Seconds limit, boost::asio::awaitable<T> op) {
  namespace asio = boost::asio;
  using namespace asio::experimental;
  auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  timer.expires_after(std::chrono::duration_cast<asio::steady_timer::duration>(limit));
  auto work = asio::co_spawn(executor, std::move(op), asio::deferred);
  auto alarm = timer.async_wait(asio::deferred);
  auto group = make_parallel_group(std::move(work), std::move(alarm));
  if constexpr (std::is_void_v<T>) {
    auto [order, error, ec] = co_await group.async_wait(wait_for_one(), asio::use_awaitable);
    if (order[0] == 1 && !ec) throw Timeout(limit);
    if (error) std::rethrow_exception(error);
  } else {
    auto [order, error, value, ec] = co_await group.async_wait(wait_for_one(), asio::use_awaitable);
    if (order[0] == 1 && !ec) throw Timeout(limit);
    if (error) std::rethrow_exception(error);
    co_return std::move(value);
  }
}

}  // namespace lifeguard
