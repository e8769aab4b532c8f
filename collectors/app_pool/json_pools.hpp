#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/app_pool/facts.hpp"

namespace lifeguard::app_pool {

/// Where a JSON page of the app's own keeps what we want, as JSON pointers ("/pool/used"); "" is nowhere.
struct JsonPointers {
  std::string used, idle, waiting, limit;
};

/// The pools of a JSON page: one object of counters, an object of such by the pools' names, or a list of them
/// with "name". The counters are those that node-pg, psycopg_pool, SQLAlchemy, asyncpg and Rails give, by their
/// own names. Throws NotMetrics for what is not JSON, or holds no pool.
std::vector<AppPool> pools_in_json(std::string_view text, std::string_view library);

/// One pool, by the pointers given.
AppPool pool_in_json(std::string_view text, const JsonPointers&);

}  // namespace lifeguard::app_pool
