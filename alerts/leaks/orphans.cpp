#include "alerts/leaks/app_connections.hpp"
#include "alerts/leaks/signs.hpp"
#include "alerts/leaks/socket_trust.hpp"
#include "alerts/leaks/suspects.hpp"
#include "alerts/rules/sessions.hpp"
#include "joins/sockets.hpp"

namespace lifeguard::leaks {
namespace {

constexpr Seconds kSlack{1};  // between the looks at the sockets and at the server

}  // namespace

std::vector<Sign> orphans(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sign> signs;
  const auto sockets = trusted_sockets(layers);
  if (!sockets) return signs;
  const postgres::Activity& activity = *activity_of(layers);
  const Seconds looked = layers.server->taken - sockets->before.taken;
  const auto lost = suspects_by_client(activity, config, [&](const postgres::Session& session) {
    if (session.client.empty() || session.client_port.value_or(0) <= 0 || !session.backend_start) return false;
    const bool was_there = age(activity, *session.backend_start) > looked + kSlack;
    return was_there && joins::is_ours(sockets->now, session.client) &&
           !sockets->had({session.client, *session.client_port});
  });
  for (const auto& [one, sessions] : lost) {
    Sign sign = sign_of(Kind::orphan, group_of(*one));
    sign.connections = static_cast<int>(sessions.size());
    sign.since = sockets->before.taken;
    sign.text = "left " + counted(sessions.size(), "session") +
                " behind: " + (sessions.size() == 1 ? "its socket is" : "their sockets are") +
                " gone from this host, and the server was not told";
    sign.evidence = evidence_of(sessions, activity);
    for (Evidence& evidence : sign.evidence)
      evidence.emplace_back(kAppPool, app_of_sockets(layers)->app->target);
    std::vector<int> pids;
    for (const postgres::Session* session : sessions) pids.push_back(session->pid);
    sign.remedy =
        end_sessions(pids, quiet_for(*sessions.back(), activity)) +
        "  -- nobody can use it any more; tcp_keepalives_idle = 60, or client_connection_check_interval, "
        "has the server find out by itself; then find what takes the network away from under the app";
    signs.push_back(std::move(sign));
  }
  return signs;
}

}  // namespace lifeguard::leaks
