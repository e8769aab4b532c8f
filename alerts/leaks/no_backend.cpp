#include <set>

#include "alerts/leaks/app_connections.hpp"
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

std::string in_words(const Endpoint& end) {
  return end.address + ":" + std::to_string(end.port);
}

}  // namespace

std::vector<Sign> no_backend(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sign> signs;
  const auto sockets = trusted_sockets(layers);
  // Sessions that we may not see would seem not to be there.
  if (!sockets || !has_part(*layers.server, "visibility")) return signs;
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

  const joins::App& app = *app_of_sockets(layers);
  const Sign of_app = sign_of(Kind::no_backend, app, quiet_connections(app, Seconds(0), config), layers);
  sign.kind = Kind::no_backend;
  sign.client = of_app.client;
  sign.whose = of_app.whose;
  sign.takes_slots = false;
  sign.since = sockets->before.taken;
  sign.text = "has " + counted(static_cast<std::size_t>(sign.connections), "socket") +
              " on this host to the server to which no session belongs";
  sign.remedy = "Restart the app's pool: what it sends there is lost until TCP gives up; tcp_user_timeout or "
                "keepalives in the app's connection string have it find out sooner";
  signs.push_back(std::move(sign));
  return signs;
}

}  // namespace lifeguard::leaks
