#include "collectors/app_pool/pools.hpp"

#include <cmath>

#include "collectors/app_pool/libraries.hpp"

namespace lifeguard::app_pool {
namespace {

constexpr double kMostThatCanBe = 1e9;

std::optional<int> count_of(const std::optional<double>& number) {
  if (!number || !(*number >= 0 && *number <= kMostThatCanBe)) return std::nullopt;
  return static_cast<int>(std::lround(*number));
}

std::string quoted(const std::string& text) {
  std::string literal = "'";
  for (const char c : text) literal.append(c == '\'' ? 2 : 1, c);
  return literal + "'";
}

std::string see_holders(const std::string& application, const Library& library) {
  std::string text =
      "select pid, application_name, client_addr, state, now() - state_change as since, left(query, 80) from "
      "pg_stat_activity where ";
  text += application.empty() ? "backend_type = 'client backend'" : "application_name = " + quoted(application);
  text += " order by state_change";
  if (!library.find_leak.empty()) text.append("; in the app, ").append(library.find_leak);
  return text;
}

Pool pool_of(const AppPool& app, const Facts& facts, int limit) {
  const Library& library = library_of(app.library);
  Pool pool;
  pool.name = app.name;
  pool.title = "pool " + app.name;
  pool.used = count_of(app.used);
  pool.idle = count_of(app.idle);
  pool.waiting = count_of(app.waiting);
  if (app.wait_seconds) pool.waited = Seconds(*app.wait_seconds);
  pool.timeouts = app.timeouts;
  pool.limit = count_of(app.limit);
  if (!pool.limit && limit > 0) pool.limit = limit;
  pool.limit_name = library.limit;
  if (pool.limit) {
    pool.raise = "Raise " + pool.limit_name + " (now " + std::to_string(*pool.limit) + ") " +
                 std::string(library.raise_at) +
                 "; every process of the app may then open as many, and the server's max_connections or the "
                 "PgBouncer between must have room for all";
  }
  pool.see_holders = see_holders(facts.application, library);
  return pool;
}

}  // namespace

std::vector<Pool> pools_of(const Facts& facts, int limit) {
  std::vector<Pool> pools;
  for (const AppPool& pool : facts.pools) pools.push_back(pool_of(pool, facts, limit));
  return pools;
}

}  // namespace lifeguard::app_pool
