#include "collectors/pgbouncer/limits.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lifeguard::pgbouncer {
namespace {

constexpr const char* kReload = " in pgbouncer.ini and RELOAD; the server behind must have the slots";

std::string now_at(int value) {
  return " (now " + std::to_string(value) + ")";
}

Limit limit(int value, std::string name, std::string raise) {
  return {value, std::move(name), std::move(raise)};
}

std::string address_of(const Database& database) {
  return (database.host.empty() ? "local" : database.host) + ":" + database.port;
}

int sum_of(const std::vector<Claim>& claims) {
  int sum = 0;
  for (const Claim& claim : claims) sum += claim.most ? claim.most->value : 0;
  return sum;
}

// The pools of one user at one server, when it is the user's own limit that binds them.
void join_those_of(const std::string& user, const Facts& facts, std::vector<Claim>& claims) {
  const auto together = user_limit(user, facts);
  if (!together) return;
  std::map<std::string, std::vector<Claim>> by_server;
  for (const Claim& claim : claims) {
    if (claim.user == user && claim.most) by_server[claim.address].push_back(claim);
  }
  for (const auto& [address, own] : by_server) {
    if (own.size() < 2 || sum_of(own) <= together->value) continue;
    std::erase_if(claims, [&](const Claim& claim) {
      return claim.user == user && claim.most && claim.address == address;
    });
    claims.push_back({"user " + user, user, address, together});
  }
}

std::vector<Claim> claims_of_database(const std::string& name, const Facts& facts) {
  const Database* database = database_named(facts, name);
  std::vector<Claim> claims;
  for (const PoolRow& pool : *facts.pools) {
    if (pool.database != name) continue;
    claims.push_back({pool.database + "/" + pool.user, pool.user, database ? address_of(*database) : "",
                      limit_of(pool, facts)});
  }
  const auto together = database ? database_limit(*database) : std::nullopt;
  if (!together || sum_of(claims) <= together->value) return claims;
  return {{"database " + name, "", address_of(*database), together}};
}

}  // namespace

const User* user_named(const Facts& facts, const std::string& name) {
  if (!facts.users) return nullptr;
  const auto found = std::find_if(facts.users->begin(), facts.users->end(),
                                  [&](const User& user) { return user.name == name; });
  return found == facts.users->end() ? nullptr : &*found;
}

Limit pool_size_limit(const Database& database, const User* user, const Facts& facts) {
  const int size = user && user->pool_size ? *user->pool_size : database.pool_size;
  const int reserve = database.reserve_pool_size;
  Limit pool = limit(size + reserve, "pool_size of " + database.name,
                     "Raise pool_size of " + database.name + now_at(size) + kReload);
  if (user && user->pool_size) {
    pool.name = "pool_size of user " + user->name;
    pool.raise = "Raise pool_size of user " + user->name + now_at(size) + kReload;
  } else if (setting(facts, "default_pool_size") == size) {
    pool.name = "default_pool_size";
    pool.raise =
        "Raise default_pool_size" + now_at(size) + ", or give " + database.name + " a pool_size," + kReload;
  }
  if (reserve > 0)
    pool.name += " and reserve_pool_size, " + std::to_string(size) + " + " + std::to_string(reserve);
  return pool;
}

std::optional<Limit> database_limit(const Database& database) {
  if (!database.max_connections) return std::nullopt;
  return limit(*database.max_connections, "max_db_connections of " + database.name,
               "Raise max_db_connections of " + database.name + now_at(*database.max_connections) + kReload);
}

std::optional<Limit> user_limit(const std::string& name, const Facts& facts) {
  const User* user = user_named(facts, name);
  const auto most =
      user && user->max_connections ? user->max_connections : setting(facts, "max_user_connections");
  if (!most || *most <= 0) return std::nullopt;
  return limit(*most, "max_user_connections of " + name,
               "Raise max_user_connections of " + name + now_at(*most) + kReload);
}

std::optional<Limit> client_limit(const Facts& facts) {
  const auto most = setting(facts, "max_client_conn");
  if (!most || *most <= 0) return std::nullopt;
  return limit(*most, "max_client_conn",
               "Raise max_client_conn" + now_at(*most) +
                   " in pgbouncer.ini and RELOAD; its limit of open files must be above it");
}

std::optional<Limit> limit_of(const PoolRow& pool, const Facts& facts) {
  const Database* database = database_named(facts, pool.database);
  if (!database) return std::nullopt;
  Limit smallest = pool_size_limit(*database, user_named(facts, pool.user), facts);
  for (const auto& other : {database_limit(*database), user_limit(pool.user, facts)}) {
    if (other && other->value < smallest.value) smallest = *other;
  }
  return smallest;
}

std::vector<Claim> claims_of(const Facts& facts) {
  if (!facts.pools || !facts.databases) return {};
  std::set<std::string> databases, users;
  for (const PoolRow& pool : *facts.pools) {
    databases.insert(pool.database);
    users.insert(pool.user);
  }
  std::vector<Claim> claims;
  for (const std::string& database : databases) {
    for (Claim& claim : claims_of_database(database, facts)) claims.push_back(std::move(claim));
  }
  for (const std::string& user : users) join_those_of(user, facts, claims);
  return claims;
}

}  // namespace lifeguard::pgbouncer
