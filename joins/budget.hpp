#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collectors/postgres/posture/checks.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::joins {

/// Connections that one pool may open to a server: the pool of an app that connects by itself, or PgBouncer's.
struct Claim {
  std::string target, pool;
  int most = 0;
  std::string limit;  // the setting that says so
};

/// What the pools seen may take of a server's slots. It counts each pool once, by its own limit, and only those
/// that we watch: other processes and other pods come on top.
struct Budget {
  std::string server;
  int slots = 0;                       // that ordinary roles can use
  int max_connections = 0;             // with the reserved ones
  std::vector<Claim> claims;           // the largest first
  std::vector<std::string> not_known;  // what else leads there, and how many it may open is not known: so
                                       // `most` is the least

  int most() const;
};

/// nullopt while the slots are not known, and where no pool leads there.
std::optional<Budget> budget_of(const Snapshot& server, std::span<const SnapshotPtr> targets);

/// Fails when the pools may open more than there are slots; passes only when all of them are known.
postgres::Verdict judge(const Budget&);

/// The name of the verdict as one of the posture's checks.
constexpr std::string_view kPoolMaxima = "pool_maxima";

}  // namespace lifeguard::joins
