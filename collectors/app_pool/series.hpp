#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/app_pool/facts.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::app_pool {

/// What the history remembers of an app beside its pools' connections: how many were given out, where it tells.
std::vector<SeriesPoint> series_from(const Facts&);

std::string acquires_of(std::string_view pool);  // a counter

}  // namespace lifeguard::app_pool
