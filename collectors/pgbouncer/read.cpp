#include "collectors/pgbouncer/read.hpp"

#include "sql/application_name.hpp"

namespace lifeguard::pgbouncer {
namespace {

constexpr std::string_view kConsole = "pgbouncer";

Seconds microseconds(std::int64_t count) {
  return std::chrono::microseconds(count);
}

Seconds wait_of(const Cells& row, std::string_view seconds, std::string_view micros) {
  return Seconds(row.integer(seconds)) + microseconds(row.integer(micros));
}

std::optional<int> limit(std::optional<int> value) {
  return value && *value > 0 ? value : std::nullopt;
}

std::optional<std::string> given(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

template <class Read>
auto each(const Table& table, Read read) {
  std::vector<decltype(read(Cells(table, table.rows.front())))> all;
  for (const Table::Row& row : table.rows) all.push_back(read(Cells(table, row)));
  return all;
}

}  // namespace

std::vector<PoolRow> read_pools(const Table& table) {
  std::vector<PoolRow> pools = each(table, [](const Cells& row) {
    PoolRow pool;
    pool.database = row.text("database");
    pool.user = row.text("user");
    pool.mode = row.text_if_any("pool_mode");
    pool.clients_active = row.integer("cl_active");
    pool.clients_waiting = row.integer("cl_waiting");
    pool.servers_active = row.integer("sv_active") + row.integer_if_any("sv_active_cancel").value_or(0) +
                          row.integer_if_any("sv_being_canceled").value_or(0);
    pool.servers_idle = row.integer("sv_idle") + row.integer("sv_used");
    pool.servers_used = row.integer("sv_used");
    pool.servers_tested = row.integer("sv_tested");
    pool.servers_login = row.integer("sv_login");
    pool.longest_wait = wait_of(row, "maxwait", "maxwait_us");
    pool.clients_cancelling = row.integer_if_any("cl_active_cancel_req");
    pool.clients_waiting_to_cancel = row.integer_if_any("cl_waiting_cancel_req");
    pool.servers_cancelling = row.integer_if_any("sv_active_cancel");
    pool.servers_cancelled = row.integer_if_any("sv_being_canceled");
    return pool;
  });
  std::erase_if(pools, [](const PoolRow& pool) { return pool.database == kConsole; });
  return pools;
}

std::vector<Database> read_databases(const Table& table) {
  std::vector<Database> databases = each(table, [](const Cells& row) {
    Database database;
    database.name = row.text("name");
    database.host = row.text("host");
    database.port = row.text("port");
    database.database = row.text("database");
    database.forced_user = given(row.text("force_user"));
    database.pool_size = row.integer("pool_size");
    const auto renamed = row.integer_if_any("reserve_pool_size");  // 1.24+
    database.reserve_pool_size = renamed ? *renamed : row.integer("reserve_pool");
    database.pool_mode = row.text("pool_mode");
    database.connections = row.integer("current_connections");
    database.max_connections = limit(row.integer("max_connections"));
    database.clients = row.integer_if_any("current_client_connections");
    database.max_clients = limit(row.integer_if_any("max_client_connections"));
    database.paused = row.integer("paused") != 0;
    database.disabled = row.integer("disabled") != 0;
    return database;
  });
  std::erase_if(databases, [](const Database& database) { return database.name == kConsole; });
  return databases;
}

std::vector<Socket> read_sockets(const Table& table) {
  std::vector<Socket> sockets = each(table, [](const Cells& row) {
    Socket socket;
    socket.database = row.text("database");
    socket.user = row.text("user");
    socket.state = row.text("state");
    socket.address = row.text("addr");
    socket.port = row.integer("port");
    socket.application = sql::application_name(row.text_if_any("application_name")).name;
    socket.connected = row.time("connect_time");
    socket.requested = row.time("request_time");
    socket.wait = wait_of(row, "wait", "wait_us");
    socket.id = row.text("ptr");
    socket.link = row.text("link");
    const auto pid = row.integer_if_any("remote_pid");
    if (pid && *pid > 0) socket.remote_pid = pid;
    return socket;
  });
  std::erase_if(sockets, [](const Socket& socket) { return socket.database == kConsole; });
  return sockets;
}

std::vector<Totals> read_totals(const Table& table) {
  return each(table, [](const Cells& row) {
    Totals totals;
    totals.database = row.text("database");
    totals.transactions = row.big_integer("xact_count");
    totals.queries = row.big_integer("query_count");
    totals.bytes_received = row.big_integer("bytes_received");
    totals.bytes_sent = row.big_integer("bytes_sent");
    totals.in_transactions = microseconds(row.big_integer("xact_time"));
    totals.in_queries = microseconds(row.big_integer("query_time"));
    totals.waited = microseconds(row.big_integer("wait_time"));
    totals.assignments = row.big_integer_if_any("server_assignment_count");
    totals.client_parses = row.big_integer_if_any("client_parse_count");
    totals.server_parses = row.big_integer_if_any("server_parse_count");
    totals.binds = row.big_integer_if_any("bind_count");
    return totals;
  });
}

std::map<std::string, int> read_lists(const Table& table) {
  std::map<std::string, int> lists;
  for (const Table::Row& row : table.rows) {
    const Cells cells(table, row);
    lists.emplace(cells.text("list"), cells.integer("items"));
  }
  return lists;
}

std::map<std::string, std::string> read_config(const Table& table) {
  std::map<std::string, std::string> config;
  for (const Table::Row& row : table.rows) {
    const Cells cells(table, row);
    config.emplace(cells.text("key"), cells.text("value"));
  }
  return config;
}

std::vector<User> read_users(const Table& table) {
  return each(table, [](const Cells& row) {
    User user;
    user.name = row.text("name");
    user.pool_size = limit(row.integer_if_any("pool_size"));
    user.connections = row.integer_if_any("current_connections");
    user.max_connections = limit(row.integer_if_any("max_user_connections"));
    user.clients = row.integer_if_any("current_client_connections");
    user.max_clients = limit(row.integer_if_any("max_user_client_connections"));
    return user;
  });
}

Mode read_mode(const Table& table) {
  for (const Table::Row& row : table.rows) {
    const Cells cells(table, row);
    if (cells.text("value") != "yes") continue;
    if (cells.text("key") == "paused") return Mode::paused;
    if (cells.text("key") == "suspended") return Mode::suspended;
  }
  return Mode::active;
}

}  // namespace lifeguard::pgbouncer
