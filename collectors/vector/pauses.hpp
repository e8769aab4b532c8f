#pragma once

#include <boost/asio/awaitable.hpp>

namespace lifeguard::vector_store {

/// Between looks for what a store takes a moment to show: each twice as long as the one before, 1.3 s in all.
class Pauses {
 public:
  /// False, at once, when there were enough.
  boost::asio::awaitable<bool> next();

 private:
  int taken_ = 0;
};

}  // namespace lifeguard::vector_store
