#include "joins/sockets.hpp"

#include <algorithm>

namespace lifeguard::joins {
namespace {

void compare(const Endpoint& client, const Sockets& sockets, Calibration& calibration) {
  if (!is_ours(sockets, client.address)) return;
  ++calibration.known;
  const TcpConnection* socket = connection_from(sockets, client);
  if (!socket) return;
  ++calibration.matched;
  calibration.remote = socket->remote;
}

}  // namespace

bool is_ours(const Sockets& sockets, const std::string& address) {
  const auto& all = sockets.established;
  const auto found = std::lower_bound(
      all.begin(), all.end(), address,
      [](const TcpConnection& each, const std::string& wanted) { return each.local.address < wanted; });
  return found != all.end() && found->local.address == address;
}

Calibration calibrate(const Snapshot& target, const Sockets& sockets) {
  Calibration calibration;
  calibration.complete = sockets.complete;
  if (const auto* facts = std::get_if<postgres::Facts>(&target.facts); facts && facts->activity) {
    for (const postgres::Session& session : facts->activity->sessions) {
      if (!session.client.empty() && session.client_port && is_client_backend(session))
        compare({session.client, *session.client_port}, sockets, calibration);
    }
  }
  if (const auto* facts = std::get_if<pgbouncer::Facts>(&target.facts); facts && facts->clients) {
    for (const pgbouncer::Socket& client : *facts->clients) {
      compare({client.address, client.port}, sockets, calibration);
    }
  }
  return calibration;
}

}  // namespace lifeguard::joins
