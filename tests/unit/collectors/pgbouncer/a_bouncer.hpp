#pragma once

#include "collectors/pgbouncer/facts.hpp"

// A PgBouncer as literals: one server behind, the databases shop and crm, the user app.
namespace lifeguard::pgbouncer {

inline PoolRow pool_row(std::string database, std::string user, int active, int waiting = 0,
                        double longest = 0) {
  PoolRow pool;
  pool.database = std::move(database);
  pool.user = std::move(user);
  pool.mode = "transaction";
  pool.clients_active = active;
  pool.clients_waiting = waiting;
  pool.servers_active = active;
  pool.longest_wait = Seconds(longest);
  return pool;
}

inline Database database(std::string name, int pool_size = 20) {
  Database database;
  database.name = database.database = std::move(name);
  database.host = "10.0.0.7";
  database.port = "5432";
  database.pool_size = pool_size;
  return database;
}

inline Facts a_bouncer() {
  Facts facts;
  facts.version = "1.18.0";
  facts.pools = {pool_row("shop", "app", 3)};
  facts.databases = {database("shop"), database("crm")};
  facts.config = {{"default_pool_size", "20"},  {"max_client_conn", "100"},  {"query_wait_timeout", "120"},
                  {"client_idle_timeout", "0"}, {"server_lifetime", "3600"}, {"max_user_connections", "0"},
                  {"auth_type", "md5"},         {"listen_addr", "*"}};
  facts.lists = {{"used_clients", 12}};
  facts.totals.emplace();
  facts.users = {{"app", {}, {}, {}, {}, {}}};
  return facts;
}

}  // namespace lifeguard::pgbouncer
