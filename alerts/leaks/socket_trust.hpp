#pragma once

#include <optional>
#include <vector>

#include "alerts/leaks/layers.hpp"
#include "collectors/sockets/facts.hpp"

namespace lifeguard::leaks {

/// The sockets of this network namespace at two looks some seconds apart, while they can be trusted to be those
/// that the server sees: of the clients that surely live, since they did something between the looks, and of
/// our own connection, nine in ten are among them.
struct TrustedSockets {
  const Sockets& now;
  const Sockets& before;
  Endpoint server;  // as it is seen from here

  bool had(const Endpoint& local) const;
};

std::optional<TrustedSockets> trusted_sockets(const Layers&);

/// The app whose network namespace it is: the first whose page is on loopback; null when there is none.
const joins::App* app_of_sockets(const Layers&);

}  // namespace lifeguard::leaks
