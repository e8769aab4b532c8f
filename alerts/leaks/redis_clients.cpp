#include "alerts/leaks/redis_clients.hpp"

#include <algorithm>
#include <cmath>

#include "alerts/rules/redis_holders.hpp"
#include "alerts/rules/sessions.hpp"
#include "collectors/pool_metrics.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard::leaks {
namespace {

constexpr Seconds kSoon{900};

struct Pace {
  double clients;
  Seconds over;
  double per_second() const { return clients / over.count(); }
};

Pace pace_of(const Rise& rise) {
  return {rise.to - rise.from, rise.over};
}

std::vector<double> floors_of(const View& now, const std::string& series, const ConnectionLeakConfig& config,
                              int windows) {
  return now.history.floors(now.snapshot.target, series, now.snapshot.taken, config.window, windows);
}

/// Others may leak too, or go: what ends is the room for all. Where no more is known, only these clients rise.
Pace pace_of_all(const View& now, const Rise& rise, const ConnectionLeakConfig& config) {
  const int windows = static_cast<int>(std::lround(rise.over / config.window));
  const auto taken = floors_of(now, used_connections_of("clients"), config, windows);
  if (taken.size() < 2 || static_cast<int>(taken.size()) < windows) return pace_of(rise);
  return {taken.back() - taken.front(), rise.over};
}

/// Until maxclients, if all clients together go on to rise as they do.
std::optional<Seconds> time_left(const redis::Facts& facts, const Pace& all) {
  if (!facts.info || !facts.info->clients || !facts.info->clients->limit || all.clients <= 0)
    return std::nullopt;
  const double free = *facts.info->clients->limit - facts.info->clients->taken;
  return Seconds(std::max(free, 0.0) / all.per_second());
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

// One host's leak is told by its name; that of several, or of many hosts with little each, is the
// application's.
bool is_of_all_hosts(const LeakingClients& application, const std::vector<LeakingClients>& hosts) {
  constexpr double kClearlyMore = 1.5;
  double fastest = 0;
  int leaking = 0;
  for (const LeakingClients& host : hosts) {
    if (!is_of(host.group->kind, application.group->kind)) continue;
    ++leaking;
    fastest = std::max(fastest, pace_of(host.rise).per_second());
  }
  return leaking != 1 || pace_of(application.rise).per_second() > kClearlyMore * fastest;
}

}  // namespace

std::vector<LeakingClients> leaking_clients(const View& now, const redis::Facts& facts,
                                            const ConnectionLeakConfig& config) {
  std::vector<LeakingClients> leaking;
  for (const redis::ClientGroup& group : facts.clients->groups) {
    if (const auto leak = leak_of(group, now, config)) leaking.push_back(*leak);
  }
  for (const redis::ClientGroup& application : facts.clients->applications) {
    const auto leak = leak_of(application, now, config);
    if (!leak || !is_of_all_hosts(*leak, leaking)) continue;
    std::erase_if(leaking,
                  [&](const LeakingClients& host) { return is_of(host.group->kind, application.kind); });
    leaking.push_back(*leak);
  }
  return leaking;
}

Finding finding_of(const LeakingClients& leaking, const View& now, const redis::Facts& facts,
                   const ConnectionLeakConfig& config) {
  const redis::ClientGroup* group = leaking.group;
  const Rise& rise = leaking.rise;
  Finding finding;
  finding.key = key_of(group->kind);
  finding.severity = Severity::warning;
  finding.since = now.snapshot.taken - rise.over;
  finding.summary = in_words(group->kind) + " keeps connections that it does not use: from " +
                    std::to_string(std::lround(rise.from)) + " to " + std::to_string(std::lround(rise.to)) +
                    " in " + in_words(rise.over) + ", without more traffic";
  if (const auto left = time_left(facts, pace_of_all(now, rise, config))) {
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
      const auto floors = floors_of(now, redis::idle_clients_of(group.kind), config, config.windows);
      return static_cast<int>(floors.size()) == config.windows;
    }
  }
  // Of a host that is gone nothing is seen any more, however many others there are.
  return facts.clients->not_grouped == 0 || now.snapshot.taken - incident.last_seen >= History::kSpan;
}

}  // namespace lifeguard::leaks
