#pragma once

#include "collectors/pgbouncer/facts.hpp"
#include "collectors/pgbouncer/table.hpp"

namespace lifeguard::pgbouncer {

/// Answers as facts, for versions 1.18 to 1.25. Each throws ShowError when the answer lacks what is needed. The
/// console's own pool and database are left out.
std::vector<PoolRow> read_pools(const Table&);
std::vector<Database> read_databases(const Table&);
std::vector<Socket> read_sockets(const Table&);
std::vector<Totals> read_totals(const Table&);
std::map<std::string, int> read_lists(const Table&);
std::map<std::string, std::string> read_config(const Table&);
std::vector<User> read_users(const Table&);
Mode read_mode(const Table&);

}  // namespace lifeguard::pgbouncer
