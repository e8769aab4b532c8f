#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/time.hpp"

namespace lifeguard {

class Timeout : public std::runtime_error {
 public:
  explicit Timeout(Seconds limit) : std::runtime_error("no answer within " + in_words(limit)) {}
};

/// Runs `op` and cancels it when `limit` has passed; then throws Timeout. An error of `op` is rethrown as it
/// is, and so is operation_aborted when the caller itself is cancelled. `op` must be cancellable, for the wait
/// ends only when it has.
boost::asio::awaitable<void> within(Seconds limit, boost::asio::awaitable<void> op);

template <class T>
boost::asio::awaitable<void> keep_result(boost::asio::awaitable<T> op, std::optional<T>& result) {
  result.emplace(co_await std::move(op));
}

template <class T>
boost::asio::awaitable<T> within(Seconds limit, boost::asio::awaitable<T> op) {
  std::optional<T> result;
  auto kept = keep_result(std::move(op), result);
  auto wait = within(limit, std::move(kept));
  co_await std::move(wait);
  co_return std::move(*result);
}

}  // namespace lifeguard
