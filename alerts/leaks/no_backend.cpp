#include <set>

#include "alerts/leaks/signs.hpp"
#include "alerts/leaks/socket_trust.hpp"
#include "alerts/rules/sessions.hpp"

namespace lifeguard::leaks {
namespace {

std::set<Endpoint> clients_of(const postgres::Activity& activity) {
  std::set<Endpoint> ends;
  for (const postgres::Session& session : activity.sessions) {
    if (session.client_port) ends.insert({session.client, *session.client_port});
  }
  return ends;
}

constexpr Seconds kLoginTakes{3};

// A session that ended between the looks had its socket at the earlier one, and one that just began has its
// socket before the server shows it.
bool are_in_order(const TrustedSockets& sockets, const Snapshot& server) {
  return sockets.before.taken + kLoginTakes <= server.taken && server.taken <= sockets.now.taken;
}

std::string in_words(const Endpoint& end) {
  return end.address + ":" + std::to_string(end.port);
}

}  // namespace

std::vector<Sign> no_backend(const Layers& layers, const ConnectionLeakConfig&) {
  std::vector<Sign> signs;
  const auto sockets = trusted_sockets(layers);
  // Sessions that we may not see would seem not to be there.
  if (!sockets || !has_part(*layers.server, "visibility") || !are_in_order(*sockets, *layers.server))
    return signs;
  const std::set<Endpoint> clients = clients_of(*activity_of(layers));
  Sign sign{};
  for (const TcpConnection& socket : sockets->before.established) {
    const bool stayed = connection_from(sockets->now, socket.local) != nullptr;
    if (socket.remote != sockets->server || !stayed || clients.contains(socket.local)) continue;
    ++sign.connections;
    if (sign.evidence.size() == kMaxEvidence) continue;
    sign.evidence.push_back({{"socket", in_words(socket.local)}, {"to", in_words(socket.remote)}});
  }
  if (sign.connections == 0) return signs;

  sign.kind = Kind::no_backend;
  sign.client = kSocketsKey;
  sign.whose = "this host";
  sign.takes_slots = false;
  sign.since = sockets->before.taken;
  sign.text = "has " + counted(static_cast<std::size_t>(sign.connections), "socket") + " to " +
              layers.server->target + " to which no session there belongs";
  sign.remedy =
      "Restart the app's pool: what it sends there is lost until TCP gives up; tcp_user_timeout or "
      "keepalives in the app's connection string have it find out sooner";
  signs.push_back(std::move(sign));
  return signs;
}

}  // namespace lifeguard::leaks
