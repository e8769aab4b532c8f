#include "collectors/app_pool/checks.hpp"

#include <functional>

#include "collectors/app_pool/libraries.hpp"

namespace lifeguard::app_pool {
namespace {

constexpr std::size_t kMostNamed = 5;

Check note(std::string what) {
  return {Check::Level::note, std::move(what), ""};
}

std::string number_or_unknown(const std::optional<int>& number) {
  return number ? std::to_string(*number) : "?";
}

std::string in_words(const Pool& pool, const AppPool& app) {
  std::string text = std::string(library_of(app.library).title) + ": " + pool.title + ", " +
                     number_or_unknown(pool.used) + " of " + number_or_unknown(pool.limit) +
                     " connections in use";
  if (pool.waiting) text += ", " + std::to_string(*pool.waiting) + " waiting";
  return text;
}

// "shop, orders and 3 more"
std::string names_where(const std::vector<Pool>& pools, const std::function<bool(const Pool&)>& fits) {
  std::string text;
  std::size_t count = 0;
  for (const Pool& pool : pools) {
    if (!fits(pool)) continue;
    if (++count <= kMostNamed) text += (text.empty() ? "" : ", ") + pool.name;
  }
  if (count > kMostNamed) text += " and " + std::to_string(count - kMostNamed) + " more";
  return text;
}

void add_untold(const std::vector<Pool>& pools, std::vector<Check>& checks) {
  if (const auto names = names_where(pools, [](const Pool& pool) { return !pool.limit; }); !names.empty()) {
    checks.push_back(
        note("no limit is told of " + names +
             ": how full it is stays unknown; set limit, or is there none? Then only the server's is"));
  }
  if (const auto names = names_where(pools, [](const Pool& pool) { return !pool.waiting; }); !names.empty()) {
    checks.push_back(note("it is not told who waits for a connection of " + names +
                          ": a full pool is told as soon as it is full"));
  }
}

void add_odd_ones(const Facts& facts, std::vector<Check>& checks) {
  for (const AppPool& pool : facts.pools) {
    if (pool.merged < 2) continue;
    checks.push_back(note(std::to_string(pool.merged) + " pools are called " + pool.name +
                          ": their numbers are added up; give each a name of its own"));
  }
  for (const std::string& remark : facts.remarks) checks.push_back({Check::Level::warning, remark, ""});
  if (facts.left_out > 0) {
    checks.push_back({Check::Level::warning,
                      std::to_string(facts.left_out) + " more pools are on the page: only the " +
                          std::to_string(facts.pools.size()) + " with the most connections are watched",
                      ""});
  }
}

void add_leak_evidence(const Facts& facts, const std::string& server, std::vector<Check>& checks) {
  bool lifetime = true;
  for (const AppPool& pool : facts.pools) lifetime = lifetime && pool.max_lifetime_seconds;
  if (!lifetime) {
    checks.push_back(note(
        "max_lifetime is not set: that connections are older than the pool would let them be is no evidence of "
        "a leak (no library tells it in its metrics)"));
  }
  if (server.empty()) {
    checks.push_back(note(
        "postgres is not set: which server the connections lead to is not known, and leaks are judged by the "
        "pool alone"));
  }
  if (facts.application.empty()) {
    checks.push_back(note(
        "application is not set: give the application_name of its connections, and its sessions on the server "
        "are shown beside the pool"));
  }
}

}  // namespace

std::vector<Check> checks_from(const Facts& facts, const std::vector<Pool>& pools, const std::string& server) {
  std::vector<Check> checks;
  for (std::size_t i = 0; i < pools.size(); ++i) {
    checks.push_back({Check::Level::ok, in_words(pools[i], facts.pools[i]), ""});
  }
  add_untold(pools, checks);
  add_odd_ones(facts, checks);
  if (!pools.empty()) add_leak_evidence(facts, server, checks);
  return checks;
}

}  // namespace lifeguard::app_pool
