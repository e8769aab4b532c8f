#include "alerts/leaks/socket_trust.hpp"

#include "joins/sockets.hpp"

namespace lifeguard::leaks {
namespace {

std::optional<Endpoint> end_of(const postgres::Session& session) {
  if (session.client.empty() || !session.client_port || *session.client_port <= 0) return std::nullopt;
  return Endpoint{session.client, *session.client_port};
}

bool surely_lives(const postgres::Session& session, const postgres::Activity& activity, Seconds between) {
  return session.ours || (session.state_change && age(activity, *session.state_change) < between);
}

}  // namespace

bool TrustedSockets::had(const Endpoint& local) const {
  return connection_from(now, local) || connection_from(before, local);
}

const joins::App* app_of_sockets(const Layers& layers) {
  for (const joins::App& app : layers.apps) {
    const auto& facts = std::get<app_pool::Facts>(app.app->facts);
    if (facts.sockets && facts.sockets_before) return &app;
  }
  return nullptr;
}

std::optional<TrustedSockets> trusted_sockets(const Layers& layers) {
  const postgres::Activity* activity = activity_of(layers);
  const joins::App* app = app_of_sockets(layers);
  if (!activity || !app) return std::nullopt;
  const auto& facts = std::get<app_pool::Facts>(app->app->facts);
  TrustedSockets sockets{*facts.sockets, *facts.sockets_before, {}};
  if (!sockets.now.complete || !sockets.before.complete) return std::nullopt;

  const Seconds between = sockets.now.taken - sockets.before.taken;
  int known = 0, matched = 0;
  for (const postgres::Session& session : activity->sessions) {
    const auto end = end_of(session);
    if (!end || !joins::is_ours(sockets.now, end->address) || !surely_lives(session, *activity, between))
      continue;
    ++known;
    const TcpConnection* socket = connection_from(sockets.now, *end);
    if (!socket) continue;
    ++matched;
    sockets.server = socket->remote;
  }
  if (known == 0 || 10 * matched < 9 * known) return std::nullopt;
  return sockets;
}

}  // namespace lifeguard::leaks
