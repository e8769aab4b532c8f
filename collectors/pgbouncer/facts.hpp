#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard::pgbouncer {

/// One row of SHOW POOLS: the clients of one user in one database, and the connections that they share.
struct PoolRow {
  std::string database, user;
  std::string mode;  // "session", "transaction", "statement"
  int clients_active = 0, clients_waiting = 0;
  int servers_active = 0;  // with those that carry a cancel request, or wait for one to end
  int servers_idle = 0;    // with those to be checked before their next use
  int servers_tested = 0, servers_login = 0;
  Seconds longest_wait{};  // of the clients that wait now
  int servers_used{};      // of those idle: to be checked before their next use
  /// Cancel requests: their clients, and of the servers active those that carry one or wait for its end; 1.18+.
  std::optional<int> clients_cancelling{}, clients_waiting_to_cancel{}, servers_cancelling{},
      servers_cancelled{};

  int servers() const { return servers_active + servers_idle + servers_tested + servers_login; }
};

/// One row of SHOW DATABASES, less the console itself. Limits of zero, which are none, are absent.
struct Database {
  std::string name;
  std::string host, port, database;  // where its connections go; host is empty for a unix socket
  std::optional<std::string> forced_user;
  int pool_size = 0, reserve_pool_size = 0;
  std::string pool_mode;  // empty: as the config says
  int connections = 0;
  std::optional<int> max_connections;
  std::optional<int> clients, max_clients;  // 1.24+
  bool paused = false, disabled = false;
};

/// One row of SHOW CLIENTS or SHOW SERVERS.
struct Socket {
  std::string database, user, state;
  std::string address;  // "unix" for a unix socket
  int port = 0;
  std::string application;
  TimePoint connected, requested;
  Seconds wait{};
  std::string id;    // of this end
  std::string link;  // of the other end, if it has one now
  std::optional<int> remote_pid;
};

/// One row of SHOW STATS_TOTALS, that of the console itself too: since PgBouncer's start.
struct Totals {
  std::string database;
  std::int64_t transactions = 0, queries = 0, bytes_received = 0, bytes_sent = 0;
  Seconds in_transactions{}, in_queries{};
  Seconds waited{};  // of clients that got their connection; not of those who still wait, or gave up
  std::optional<std::int64_t> assignments{};                              // of servers to clients, 1.23+
  std::optional<std::int64_t> client_parses{}, server_parses{}, binds{};  // of prepared statements, 1.24+
};

/// One row of SHOW USERS.
struct User {
  std::string name;
  std::optional<int> pool_size;                     // 1.23+
  std::optional<int> connections, max_connections;  // 1.21+
  std::optional<int> clients, max_clients;          // 1.24+
};

enum class Mode { active, paused, suspended };

/// What is known of a PgBouncer, a part for each SHOW; a part that failed is absent, and nothing is known of
/// it.
struct Facts {
  std::string version;  // "1.18.0"
  TimePoint taken;      // agent's clock
  std::optional<std::vector<PoolRow>> pools;
  std::optional<std::vector<Database>> databases;
  std::optional<std::vector<Socket>> clients, servers;
  std::optional<std::vector<Totals>> totals;
  std::optional<std::map<std::string, int>> lists;
  std::optional<std::map<std::string, std::string>> config;
  std::optional<std::vector<User>> users;
  std::optional<Mode> mode;                                       // of the whole PgBouncer; 1.18 does not tell
  std::map<std::pair<std::string, std::string>, Seconds> waited;  // by database and user, see Waiting
  int restarts = 0;                                               // seen by us
};

/// The setting as a number; nullopt when it is not known or none.
std::optional<int> setting(const Facts&, const std::string& name);

/// The database of that name; null when it is not known.
const Database* database_named(const Facts&, const std::string& name);

}  // namespace lifeguard::pgbouncer
