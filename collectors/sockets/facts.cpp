#include "collectors/sockets/facts.hpp"

#include <algorithm>

namespace lifeguard {

const TcpConnection* connection_from(const Sockets& sockets, const Endpoint& local) {
  const auto& all = sockets.established;
  const auto found =
      std::lower_bound(all.begin(), all.end(), local,
                       [](const TcpConnection& each, const Endpoint& wanted) { return each.local < wanted; });
  return found != all.end() && found->local == local ? &*found : nullptr;
}

}  // namespace lifeguard
