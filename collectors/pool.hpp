#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard {

/// Anything with a limit that connections are taken from: a server's slots, an app's own pool, a pool or the
/// clients of PgBouncer, the clients of Redis. What its kind does not tell is absent, never zero.
struct Pool {
  std::string name;   // its label, and its incident's key: "server", "shop/app", "clients"
  std::string title;  // in a sentence, after "of the": "server", "pool shop/app"

  std::optional<int> used, idle;        // connections
  std::optional<int> waiting;           // who asks for a connection and has none yet
  std::optional<Seconds> longest_wait;  // of those who wait now; only where somebody does
  std::optional<Seconds> waited;        // all waiting so far, of those who still wait too; never goes back
  std::optional<double> timeouts;       // who gave up so far

  std::optional<int> limit;  // the smallest of those that apply; absent where there is none
  std::string limit_name;    // the setting that it is
  std::string raise;         // how to raise it, and what that needs
  std::string see_holders;   // the statement that shows who has the connections
};

/// Used connections over the limit; nullopt when either is not known.
std::optional<double> saturation(const Pool&);

/// The most that is shown of one target: the pools with the most connections, and the rest as one, "other",
/// which has no limit and nothing that only grows, since pools come and go in it.
constexpr std::size_t kMostPools = 50;
std::vector<Pool> shown_pools(const std::vector<Pool>&);

}  // namespace lifeguard
