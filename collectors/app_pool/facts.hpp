#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard::app_pool {

/// One pool as the app itself tells of it, in one model for every library. What a library does not tell is
/// absent. The totals count since the app began.
struct AppPool {
  std::string name;
  std::string library;  // "hikaricp", "go", "otel", …
  int merged = 1;       // how many pools of that name the app told of, added up
  std::optional<double> limit, used, idle, total, waiting;
  std::optional<double> acquires, timeouts;
  std::optional<double> wait_seconds;  // spent by all who waited for a connection
  std::optional<double> uses, use_seconds;
  std::optional<double> creations, create_seconds;
  std::optional<double> max_lifetime_seconds;
};

struct Facts {
  std::string application;  // of the config: the application_name that its connections carry; empty: not told
  std::vector<AppPool> pools;
  std::optional<double> process_start;  // Unix time; tells a restart, after which totals begin anew
};

}  // namespace lifeguard::app_pool
