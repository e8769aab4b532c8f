#include "collectors/collector.hpp"

namespace lifeguard {

boost::asio::awaitable<void> Collector::survey() {
  co_return;
}

}  // namespace lifeguard
