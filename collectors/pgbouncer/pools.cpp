#include "collectors/pgbouncer/pools.hpp"

#include <algorithm>
#include <functional>

#include "collectors/pgbouncer/limits.hpp"

namespace lifeguard::pgbouncer {
namespace {

constexpr const char* kSeeHolders =
    "SHOW CLIENTS on the console; those with a link hold a connection, the others wait or rest";

Pool pool_named(std::string name, std::string title) {
  Pool pool;
  pool.name = std::move(name);
  pool.title = std::move(title);
  pool.see_holders = kSeeHolders;
  return pool;
}

void set_limit(Pool& pool, const std::optional<Limit>& limit) {
  if (!limit) return;
  pool.limit = limit->value;
  pool.limit_name = limit->name;
  pool.raise = limit->raise;
}

// What pools that share a limit have together, of which one may be all there is.
void count(Pool& pool, const PoolRow& row) {
  pool.used = pool.used.value_or(0) + row.servers() - row.servers_idle;
  pool.idle = pool.idle.value_or(0) + row.servers_idle;
  pool.waiting = pool.waiting.value_or(0) + row.clients_waiting;
  if (row.clients_waiting > 0) {
    pool.longest_wait = std::max(pool.longest_wait.value_or(Seconds(0)), row.longest_wait);
  }
}

Pool own_pool(const PoolRow& row, const Facts& facts) {
  Pool pool = pool_named(name_of(row), "pool " + name_of(row));
  count(pool, row);
  set_limit(pool, limit_of(row, facts));
  const auto waited = facts.waited.find({row.database, row.user});
  if (waited != facts.waited.end()) pool.waited = waited->second;
  return pool;
}

// A limit that one pool alone is under is one of its own.
void add_shared(const std::string& title, const std::optional<Limit>& limit, const Facts& facts,
                const std::function<bool(const PoolRow&)>& is_under, std::vector<Pool>& pools) {
  if (!limit || std::count_if(facts.pools->begin(), facts.pools->end(), is_under) < 2) return;
  Pool pool = pool_named(title, title);
  for (const PoolRow& row : *facts.pools) {
    if (is_under(row)) count(pool, row);
  }
  set_limit(pool, limit);
  pools.push_back(std::move(pool));
}

Pool client_pool(std::string name, std::string title, int used, const std::optional<Limit>& limit) {
  Pool pool = pool_named(std::move(name), std::move(title));
  pool.used = used;
  set_limit(pool, limit);
  return pool;
}

std::vector<std::string> users_of(const std::vector<PoolRow>& pools) {
  std::vector<std::string> users;
  for (const PoolRow& pool : pools) users.push_back(pool.user);
  std::sort(users.begin(), users.end());
  users.erase(std::unique(users.begin(), users.end()), users.end());
  return users;
}

void add_clients(const Facts& facts, std::vector<Pool>& pools) {
  if (const auto used = facts.lists->find("used_clients"); used != facts.lists->end()) {
    pools.push_back(client_pool("clients", "client side", used->second, client_limit(facts)));
  }
  for (const Database& database : *facts.databases) {
    if (!database.clients || !database.max_clients) continue;
    const std::string setting = "max_db_client_connections of " + database.name;
    pools.push_back(client_pool(
        "clients of " + database.name, "client side of " + database.name, *database.clients,
        Limit{*database.max_clients, setting, "Raise " + setting + " in pgbouncer.ini and RELOAD"}));
  }
}

}  // namespace

std::string name_of(const PoolRow& pool) {
  return pool.database + "/" + pool.user;
}

std::optional<std::vector<Pool>> pools_of(const Facts& facts) {
  if (!facts.pools || !facts.databases || !facts.config || !facts.lists) return std::nullopt;
  std::vector<Pool> pools;
  for (const PoolRow& row : *facts.pools) pools.push_back(own_pool(row, facts));
  for (const Database& database : *facts.databases) {
    add_shared(
        "database " + database.name, database_limit(database), facts,
        [&](const PoolRow& row) { return row.database == database.name; }, pools);
  }
  for (const std::string& user : users_of(*facts.pools)) {
    add_shared(
        "user " + user, user_limit(user, facts), facts, [&](const PoolRow& row) { return row.user == user; },
        pools);
  }
  add_clients(facts, pools);
  return pools;
}

}  // namespace lifeguard::pgbouncer
