#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "collectors/sockets/facts.hpp"

namespace lifeguard::app_pool {

/// One pool as the app itself tells of it, in one model for every library. What a library does not tell is
/// absent. On a page the totals count since the app began; Totals has them go on when it restarts.
struct AppPool {
  std::string name;
  std::string library;  // "hikaricp", "go", "otel", …
  int merged = 1;       // how many pools of that name the app told of, added up
  std::optional<double> limit, used, idle, total, waiting;
  std::optional<double> acquires, timeouts;
  std::optional<double>
      wait_seconds;  // spent by all who waited for a connection; by Totals, who still wait too
  std::optional<double> uses, use_seconds;
  std::optional<double> creations, create_seconds;
  std::optional<double> max_lifetime_seconds;
};

/// What of a pool is counted, and adds up.
inline constexpr std::optional<double> AppPool::*kNumbers[] = {
    &AppPool::limit,   &AppPool::used,        &AppPool::idle,      &AppPool::total,
    &AppPool::waiting, &AppPool::acquires,    &AppPool::timeouts,  &AppPool::wait_seconds,
    &AppPool::uses,    &AppPool::use_seconds, &AppPool::creations, &AppPool::create_seconds,
};

struct Facts {
  std::string application;  // of the config: the application_name that its connections carry; empty: not told
  std::vector<AppPool> pools;           // those with the most connections
  std::size_t left_out = 0;             // pools beyond the most that are watched
  std::vector<std::string> remarks;     // on what of the page could not be read, for a person
  int restarts = 0;                     // of the app, seen by us
  std::optional<double> process_start;  // Unix time; tells a restart, after which totals begin anew
  /// Of the network namespace that we share with the app, now and some seconds before; null where its page is
  /// not on loopback.
  std::shared_ptr<const Sockets> sockets, sockets_before;
};

}  // namespace lifeguard::app_pool
