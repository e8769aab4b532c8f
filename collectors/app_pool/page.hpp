#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/app_pool/facts.hpp"
#include "collectors/app_pool/json_pools.hpp"

namespace lifeguard::app_pool {

/// What a page is taken for.
struct Reading {
  std::string kind = "auto";  // a library, "auto" or "json"
  JsonPointers pointers;      // of "json"
  std::string name;           // of its pool
};

struct Page {
  std::vector<AppPool> pools;           // of names that differ, those with the most connections
  std::size_t left_out = 0;             // beyond the most that are watched
  std::optional<double> process_start;  // Unix time
  std::string none;                     // why there are no pools: for a person
  std::vector<std::string> remarks;     // on what could not be read: for a person
};

/// The pools on a page, which is JSON or metrics by the looks of it. Throws NotMetrics for what is neither; a
/// page of other metrics has no pools, for many a library shows them only after its first connection.
Page read_page(std::string_view body, const Reading&);

}  // namespace lifeguard::app_pool
