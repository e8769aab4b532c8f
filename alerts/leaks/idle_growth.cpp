#include <algorithm>
#include <cmath>

#include "alerts/leaks/rise.hpp"
#include "alerts/leaks/signs.hpp"
#include "alerts/leaks/suspects.hpp"
#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/series.hpp"

namespace lifeguard::leaks {
namespace {

using namespace postgres;

constexpr Seconds kLogin{1};  // what a driver asks of a new session is no use of it

bool was_never_used(const Session& session) {
  return session.backend_start && *session.state_change - *session.backend_start < kLogin;
}

}  // namespace

std::vector<Sign> idle_growth(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sign> signs;
  const Activity* activity = activity_of(layers);
  if (!activity) return signs;
  const std::string& target = layers.server->target;
  const TimePoint now = layers.server->taken;
  const auto unused = suspects_by_client(*activity, config, [&](const Session& session) {
    return quiet_for(session, *activity) >= config.window;
  });
  for (const auto& [one, sessions] : unused) {
    if (static_cast<int>(sessions.size()) < config.growth) continue;
    const ClientGroup group = group_of(*one);
    const auto rise = rise_of({target, idle_sessions_of(group)}, layers.history, now, config);
    const Series commits{target, commits_of(group.database)};
    if (!rise || traffic_grew(commits, layers.history, now, rise->over).value_or(false)) continue;

    Sign sign = sign_of(Kind::idle_growth, group);
    sign.connections = std::min(static_cast<int>(sessions.size()), static_cast<int>(rise->to - rise->from));
    sign.since = now - rise->over;
    sign.text = "keeps sessions that it does not use: from " + std::to_string(std::lround(rise->from)) +
                " to " + std::to_string(std::lround(rise->to)) + " in " + in_words(rise->over) +
                ", without more traffic";
    const auto never = std::count_if(sessions.begin(), sessions.end(),
                                     [](const Session* session) { return was_never_used(*session); });
    if (never > 0)
      sign.text += " (" + std::to_string(never) + " never used since " + (never == 1 ? "it was" : "they were") +
                   " opened)";
    sign.evidence = evidence_of(sessions, *activity);
    sign.remedy = end_sessions(group, "state = 'idle'", config.window) +
                  "  -- frees the slots; then find what opens a connection, or takes one from the pool, and "
                  "neither closes it nor gives it back";
    signs.push_back(std::move(sign));
  }
  return signs;
}

}  // namespace lifeguard::leaks
