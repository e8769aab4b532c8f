#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "collectors/app_pool/facts.hpp"
#include "collectors/pgbouncer/facts.hpp"
#include "collectors/pool.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/redis/facts.hpp"
#include "collectors/sample.hpp"
#include "collectors/vector/facts.hpp"

namespace lifeguard {

/// What was seen of a target, by kind; monostate when nothing could be seen.
using Facts = std::variant<std::monostate, postgres::Facts, pgbouncer::Facts, app_pool::Facts, redis::Facts,
                           vector_store::Facts>;

/// How one named piece of a collection went, this time or when it was last due.
struct PartResult {
  std::string part;
  bool success = false;
  Seconds took{};
  std::string error;  // for a person: what failed and what to do; never a DSN or a raw query
};

/// One value to remember for the history and for trends ("idle{application=\"shop\"}").
struct SeriesPoint {
  std::string series;
  double value;
};

/// A target at one instant, immutable once published.
struct Snapshot {
  std::string target;   // the name from the config
  std::string kind;     // "postgres", "pgbouncer", "app_pool", …
  std::string backend;  // what is behind it, the same from every pod: "postgres/7412…" or "postgres/db:5432"
  TimePoint taken;      // agent's clock
  bool up = false;      // at least one of the parts that were due was collected
  std::string error;    // why not up
  std::optional<TimePoint> last_success;  // when it was last up, this time included
  std::optional<TimePoint> down_since;    // when it was first found down
  Facts facts;
  std::optional<std::vector<Pool>> pools;  // what its connections are taken from; absent while not known
  std::string server;  // the target that these pools connect to, by the config; empty when none is named
  std::vector<Sample> samples;
  std::vector<SamplesPtr>
      shared_samples;  // of parts that are read seldom: made once, the same until the next time
  std::vector<SeriesPoint> series;
  std::vector<PartResult> parts;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// True when the part was collected and its facts may be judged.
bool has_part(const Snapshot&, std::string_view part);

}  // namespace lifeguard
