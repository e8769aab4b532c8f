#pragma once

#include <compare>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard {

/// One end of a TCP connection. An IPv4 address is written as one, also where an IPv6 socket carries it.
struct Endpoint {
  std::string address;
  int port = 0;
  auto operator<=>(const Endpoint&) const = default;
};

struct TcpConnection {
  Endpoint local, remote;
  auto operator<=>(const TcpConnection&) const = default;
};

/// The established TCP connections of the network namespace that we are in: those of the app that we stand
/// beside, with the ports that PostgreSQL and PgBouncer see.
struct Sockets {
  TimePoint taken;
  std::vector<TcpConnection> established;  // in ascending order
  bool complete = true;                    // false: there are more, so that absence says nothing
};

/// The connection with that local end; null when there is none.
const TcpConnection* connection_from(const Sockets&, const Endpoint& local);

}  // namespace lifeguard
