#include "agent/io/within.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>

namespace lifeguard {

namespace asio = boost::asio;

// Not `op || timer`: that waits for the first success, so a failing op would wait out the timer and lose its
// error.
asio::awaitable<void> within(Seconds limit, asio::awaitable<void> op) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  timer.expires_after(std::chrono::duration_cast<asio::steady_timer::duration>(limit));
  auto work = asio::co_spawn(executor, std::move(op), asio::deferred);
  auto alarm = timer.async_wait(asio::deferred);
  auto group = asio::experimental::make_parallel_group(std::move(work), std::move(alarm));
  const auto ended = co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  const auto& [order, error, timer_error] = ended;
  if (order[0] == 1 && !timer_error) throw Timeout(limit);
  if (error) std::rethrow_exception(error);
}

}  // namespace lifeguard
