#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

namespace lifeguard::test {

constexpr std::chrono::seconds kPatience{10};

/// The agent's event loop, turned by hand: every wait of a test is for a condition and has a deadline.
struct EventLoop {
  boost::asio::io_context io{1};

  boost::asio::any_io_executor executor() { return io.get_executor(); }

  template <class Condition>
  bool eventually(Condition holds) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      io.restart();
      io.run_one_for(std::chrono::milliseconds(5));
    }
    return true;
  }

  /// Runs `task` to its end; rethrows what it throws.
  template <class T>
  T finish(boost::asio::awaitable<T> task) {
    std::optional<T> result;
    finish(keep(std::move(task), result));
    return std::move(*result);
  }

  void finish(boost::asio::awaitable<void> task) {
    bool ended = false;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr error) {
      ended = true;
      failure = error;
    });
    if (!eventually([&] { return ended; })) throw std::runtime_error("the task did not end");
    if (failure) std::rethrow_exception(failure);
  }

 private:
  template <class T>
  static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> task, std::optional<T>& result) {
    result.emplace(co_await std::move(task));
  }
};

/// The message of what `act` throws, "" when it throws nothing.
template <class Act>
std::string message_of(Act act) {
  try {
    act();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace lifeguard::test
