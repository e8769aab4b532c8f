#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <string>
#include <utility>

#include "agent/io/within.hpp"

namespace lifeguard::postgres {

/// What came of a piece of work, or in words why nothing did.
template <class T>
struct Outcome {
  std::optional<T> result;
  std::string failure;
};

/// Gives the work that long. Throws only when we are to end ourselves.
template <class T>
boost::asio::awaitable<Outcome<T>> attempt(Seconds limit, boost::asio::awaitable<T> work) {
  Outcome<T> outcome;
  try {
    auto limited = within(limit, std::move(work));
    outcome.result = co_await std::move(limited);
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) throw;
    outcome.failure = error.what();
  } catch (const std::exception& error) {
    outcome.failure = error.what();
  }
  co_return outcome;
}

}  // namespace lifeguard::postgres
