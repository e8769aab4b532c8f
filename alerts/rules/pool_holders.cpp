#include "alerts/rules/pool_holders.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "alerts/rules/redis_facts.hpp"
#include "alerts/rules/redis_holders.hpp"
#include "alerts/rules/sessions.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

std::vector<Evidence> holders(const postgres::Facts& facts) {
  if (!facts.activity) return {};
  struct Count {
    int sessions = 0, active = 0, in_transaction = 0;
  };
  std::map<const Session*, Count, ByGroup> groups;
  for (const Session& session : facts.activity->sessions) {
    if (session.user.empty()) continue;
    Count& count = groups[&session];
    ++count.sessions;
    count.active += session.state == SessionState::active;
    count.in_transaction += is_idle_in_transaction(session);
  }
  std::vector<std::pair<const Session*, Count>> ranking(groups.begin(), groups.end());
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const auto& a, const auto& b) { return a.second.sessions > b.second.sessions; });
  if (ranking.size() > kMaxEvidence) ranking.resize(kMaxEvidence);

  std::vector<Evidence> evidence;
  for (const auto& [session, count] : ranking) {
    evidence.push_back({{"client", in_words(group_of(*session))},
                        {"sessions", std::to_string(count.sessions)},
                        {"active", std::to_string(count.active)},
                        {"idle in transaction", std::to_string(count.in_transaction)}});
  }
  return evidence;
}

// Clients that have a connection of the pool now: by application and address, not by port.
std::vector<Evidence> holders(const pgbouncer::Facts& facts, const Pool& pool) {
  if (!facts.clients) return {};
  struct Count {
    int clients = 0, connections = 0, waiting = 0;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Count> groups;
  for (const pgbouncer::Socket& client : *facts.clients) {
    const std::string name = client.database + "/" + client.user;
    if (pool.name.find('/') != std::string::npos && pool.name != name) continue;
    Count& count = groups[{client.application, name, client.address}];
    ++count.clients;
    count.connections += !client.link.empty();
    count.waiting += client.state == "waiting";
  }
  std::vector<std::pair<std::tuple<std::string, std::string, std::string>, Count>> ranking(groups.begin(),
                                                                                           groups.end());
  std::stable_sort(ranking.begin(), ranking.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.connections, a.second.clients) >
           std::pair(b.second.connections, b.second.clients);
  });
  if (ranking.size() > kMaxEvidence) ranking.resize(kMaxEvidence);

  std::vector<Evidence> evidence;
  for (const auto& [group, count] : ranking) {
    const auto& [application, name, address] = group;
    evidence.push_back({{"client", application.empty() ? "an application without a name" : application},
                        {"pool", name},
                        {"address", address},
                        {"clients", std::to_string(count.clients)},
                        {"connections held", std::to_string(count.connections)},
                        {"waiting", std::to_string(count.waiting)}});
  }
  return evidence;
}

}  // namespace

std::vector<Evidence> holders_of(const Pool& pool, const Snapshot& snapshot) {
  if (const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts)) return holders(*facts);
  if (const auto* facts = std::get_if<pgbouncer::Facts>(&snapshot.facts)) return holders(*facts, pool);
  if (const auto* facts = std::get_if<redis::Facts>(&snapshot.facts); facts && facts->clients)
    return largest_groups(*facts->clients);
  return {};
}

std::string refusals_of(const Pool& pool, const View& now) {
  constexpr Seconds kRecent{300};
  if (now.snapshot.kind != "redis" || pool.name != "clients") return {};
  const auto refused = rise_of_redis(now, redis::kRejectedConnections, kRecent);
  if (!refused || refused->amount < 1) return {};
  const auto amount = static_cast<std::size_t>(refused->amount);
  return "; " + counted(amount, "connection") + (amount == 1 ? " was" : " were") + " refused in the last " +
         in_words(refused->to - refused->from);
}

}  // namespace lifeguard
