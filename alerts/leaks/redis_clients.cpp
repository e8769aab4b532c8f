#include "alerts/leaks/redis_clients.hpp"

#include <algorithm>
#include <cmath>

#include "alerts/rules/redis_holders.hpp"
#include "alerts/rules/sessions.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard::leaks {
namespace {

constexpr Seconds kSoon{900};

/// Until maxclients, if only these clients go on to rise as they do.
std::optional<Seconds> time_left(const redis::Facts& facts, const Rise& rise) {
  if (!facts.info || !facts.info->clients || !facts.info->clients->limit) return std::nullopt;
  const double free = *facts.info->clients->limit - facts.info->clients->taken;
  return std::max(free, 0.0) / (rise.to - rise.from) * rise.over;
}

std::string remedy_for(const redis::ClientGroup& group) {
  std::string remedy = "CLIENT LIST  -- shows them; ";
  if (!group.quietest.empty())
    remedy += "CLIENT KILL ID " + std::to_string(group.quietest.front().id) +
              " frees one, and so on with the ids below. ";
  return remedy +
         "CONFIG SET timeout 600 has Redis close what is idle for ten minutes, connections of pools too, until "
         "the app is mended: find what opens a client per request or per job and does not close it.";
}

std::vector<double> floors_of(const View& now, const std::string& series, const ConnectionLeakConfig& config) {
  return now.history.floors(now.snapshot.target, series, now.snapshot.taken, config.window, config.windows);
}

bool is_of(const redis::ClientKind& kind, const redis::ClientKind& application) {
  return kind.name == application.name && kind.library == application.library && kind.user == application.user;
}

std::optional<LeakingClients> leak_of(const redis::ClientGroup& group, const View& now,
                                      const ConnectionLeakConfig& config) {
  if (group.idle_minute < config.growth || is_named(config.ignore_applications, group.kind.name))
    return std::nullopt;
  const std::string& target = now.snapshot.target;
  const auto rise =
      rise_of({target, redis::idle_clients_of(group.kind)}, now.history, now.snapshot.taken, config);
  if (!rise) return std::nullopt;
  const Series commands{target, std::string(redis::kCommands)};
  if (traffic_grew(commands, now.history, now.snapshot.taken, rise->over).value_or(false)) return std::nullopt;
  const int risen = static_cast<int>(std::lround(rise->to - rise->from));
  return LeakingClients{&group, *rise, std::min(risen, group.idle_minute)};
}

}  // namespace

std::vector<LeakingClients> leaking_clients(const View& now, const redis::Facts& facts,
                                            const ConnectionLeakConfig& config) {
  std::vector<LeakingClients> leaking;
  for (const redis::ClientGroup& group : facts.clients->groups) {
    if (const auto leak = leak_of(group, now, config)) leaking.push_back(*leak);
  }
  const std::size_t on_one_host = leaking.size();
  for (const redis::ClientGroup& application : facts.clients->applications) {
    const auto is_told = [&](const LeakingClients& each) { return is_of(each.group->kind, application.kind); };
    const auto end = leaking.begin() + static_cast<std::ptrdiff_t>(on_one_host);
    if (std::any_of(leaking.begin(), end, is_told)) continue;
    if (const auto leak = leak_of(application, now, config)) leaking.push_back(*leak);
  }
  return leaking;
}

Finding finding_of(const LeakingClients& leaking, const View& now, const redis::Facts& facts) {
  const redis::ClientGroup* group = leaking.group;
  const Rise& rise = leaking.rise;
  Finding finding;
  finding.key = key_of(group->kind);
  finding.severity = Severity::warning;
  finding.since = now.snapshot.taken - rise.over;
  finding.summary = in_words(group->kind) + " keeps connections that it does not use: from " +
                    std::to_string(std::lround(rise.from)) + " to " + std::to_string(std::lround(rise.to)) +
                    " in " + in_words(rise.over) + ", without more traffic";
  if (const auto left = time_left(facts, rise)) {
    if (*left <= kSoon) finding.severity = Severity::critical;
    finding.summary += "; at this rise all " + std::to_string(*facts.info->clients->limit) +
                       " of maxclients are taken in " + in_words(*left);
  }
  for (std::size_t i = 0; i < std::min(group->quietest.size(), kMaxEvidence); ++i) {
    finding.evidence.push_back(lifeguard::evidence_of(group->quietest[i]));
  }
  finding.remedy = remedy_for(*group);
  return finding;
}

bool can_clear_leaking_clients(const View& now, const redis::Facts& facts, const Incident& incident,
                               const ConnectionLeakConfig& config) {
  for (const auto* groups : {&facts.clients->groups, &facts.clients->applications}) {
    for (const redis::ClientGroup& group : *groups) {
      if (key_of(group.kind) != incident.key) continue;
      const auto floors = floors_of(now, redis::idle_clients_of(group.kind), config);
      return static_cast<int>(floors.size()) == config.windows;
    }
  }
  return facts.clients->not_grouped == 0;
}

}  // namespace lifeguard::leaks
