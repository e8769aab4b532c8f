#pragma once

#include <map>
#include <string>

#include "agent/io/http_server.hpp"
#include "collectors/history.hpp"
#include "collectors/postgres/waits/history.hpp"

namespace lifeguard {

/// What GET /api/history shows.
struct Past {
  std::vector<std::string> targets;
  const History& history;
  const postgres::WaitHistory& waits;
  TimePoint now;
};

/// The page for these parameters: without `series` a list of what there is; with it the steps of that series,
/// or of all series of that name; `series=waits` the waits by minute. Pure.
Page history_page(const std::map<std::string, std::string>& parameters, const Past&);

}  // namespace lifeguard
