#include "joins/budget.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "collectors/pgbouncer/limits.hpp"
#include "joins/app.hpp"

namespace lifeguard::joins {
namespace {

using postgres::Verdict;

// A name, or an address that each machine has, may be any server's.
bool is_one_servers(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  if (host.empty() || host.starts_with("127.") || host == "::1") return false;
  return host.find(':') != host.npos || host.find_first_not_of("0123456789.") == host.npos;
}

void add_bouncer(const Snapshot& bouncer, const std::string& server_address, Budget& budget) {
  const auto* facts = bouncer.up ? std::get_if<pgbouncer::Facts>(&bouncer.facts) : nullptr;
  if (!facts || !facts->pools || !facts->databases) {
    budget.not_known.push_back(bouncer.target);
    return;
  }
  const auto claims = claims_of(*facts);
  std::set<std::string> addresses;
  for (const pgbouncer::Claim& claim : claims) addresses.insert(claim.address);
  for (const pgbouncer::Claim& claim : claims) {
    // Which of several servers is this one, only its own address can tell.
    const bool one_of_several = addresses.size() > 1 && claim.address != server_address;
    if (one_of_several && is_one_servers(server_address) && is_one_servers(claim.address)) continue;
    if (one_of_several || !claim.most) {
      budget.not_known.push_back(claim.pool + " of " + bouncer.target);
    } else {
      budget.claims.push_back({bouncer.target, claim.pool, claim.most->value, claim.most->name});
    }
  }
}

void add_direct(const Snapshot& app, Budget& budget) {
  if (!app.pools) budget.not_known.push_back(app.target);
  for (const Pool& pool : app.pools.value_or(std::vector<Pool>())) {
    if (pool.limit) {
      budget.claims.push_back({app.target, pool.name, *pool.limit, pool.limit_name});
    } else {
      budget.not_known.push_back(pool.name + " of " + app.target);
    }
  }
}

// What goes through a PgBouncer is under that one's limits.
void add_apps(const Snapshot& server, std::span<const SnapshotPtr> targets, bool has_bouncer, Budget& budget) {
  const auto leads_there = [&](const Snapshot& each) {
    return each.kind == "app_pool" && each.server == server.target;
  };
  for (const SnapshotPtr& each : targets) {
    if (!leads_there(*each) || (each->up && has_bouncer)) continue;
    each->up ? add_direct(*each, budget) : budget.not_known.push_back(each->target);
  }
  if (!has_bouncer) return;
  for (const App& app : join_apps(targets)) {
    if (!leads_there(*app.app)) continue;
    if (app.is_direct()) add_direct(*app.app, budget);
    if (app.connections.empty()) budget.not_known.push_back(app.app->target);
  }
}

std::string listed(const std::vector<std::string>& texts) {
  constexpr std::size_t kMost = 5;
  std::string list;
  for (std::size_t i = 0; i < std::min(kMost, texts.size()); ++i) list += (i == 0 ? "" : ", ") + texts[i];
  if (texts.size() > kMost) list += " and " + std::to_string(texts.size() - kMost) + " more";
  return list;
}

std::string claims_in_words(const Budget& budget) {
  std::vector<std::string> texts;
  for (const Claim& claim : budget.claims) {
    texts.push_back(std::to_string(claim.most) + " of " + claim.pool + " (" + claim.target + ": " +
                    claim.limit + ")");
  }
  return listed(texts);
}

std::string of_all(const Budget& budget) {
  return "the pools seen may open " + std::string(budget.not_known.empty() ? "" : "at least ") +
         std::to_string(budget.most()) + " connections to " + budget.server + ", which has " +
         std::to_string(budget.slots) + " for ordinary roles";
}

}  // namespace

int Budget::most() const {
  return std::accumulate(claims.begin(), claims.end(), 0,
                         [](int sum, const Claim& claim) { return sum + claim.most; });
}

std::optional<Budget> budget_of(const Snapshot& server, std::span<const SnapshotPtr> targets) {
  const auto* facts = std::get_if<postgres::Facts>(&server.facts);
  if (!facts || !facts->server) return std::nullopt;
  Budget budget;
  budget.server = server.target;
  budget.slots = facts->server->limits.usable();
  budget.max_connections = facts->server->limits.max_connections;
  bool has_bouncer = false;
  for (const SnapshotPtr& each : targets) {
    if (each->kind != "pgbouncer" || each->server != server.target) continue;
    has_bouncer = true;
    add_bouncer(*each, facts->identity.address, budget);
  }
  add_apps(server, targets, has_bouncer, budget);
  if (budget.claims.empty() && budget.not_known.empty()) return std::nullopt;
  std::stable_sort(budget.claims.begin(), budget.claims.end(),
                   [](const Claim& a, const Claim& b) { return a.most > b.most; });
  return budget;
}

Verdict judge(const Budget& budget) {
  using namespace postgres;
  const int over = budget.most() - budget.slots;
  if (over <= 0) {
    if (budget.not_known.empty()) return pass(of_all(budget));
    return unknown(of_all(budget) + "; how many more is not known of " + listed(budget.not_known));
  }
  Verdict verdict =
      fail(of_all(budget) + ": under load logins are refused. They are " + claims_in_words(budget),
           "Lower these limits by " + std::to_string(over) + " in all, to " + std::to_string(budget.slots) +
               " together, or raise max_connections of " + budget.server + " from " +
               std::to_string(budget.max_connections) + " to " + std::to_string(budget.max_connections + over) +
               " (needs a restart)");
  for (const Claim& claim : budget.claims) {
    verdict.evidence.push_back({{"target", claim.target},
                                {"pool", claim.pool},
                                {"limit", std::to_string(claim.most)},
                                {"setting", claim.limit}});
  }
  return verdict;
}

}  // namespace lifeguard::joins
