#include "collectors/sockets/watch.hpp"

#include <utility>

namespace lifeguard {

void SocketWatch::look(Sockets sockets) {
  latest_ = std::make_shared<const Sockets>(std::move(sockets));
  if (!next_before_) next_before_ = latest_;
  if (latest_->taken - next_before_->taken >= kApart) before_ = std::exchange(next_before_, latest_);
}

}  // namespace lifeguard
