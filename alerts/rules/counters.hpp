#pragma once

#include <string_view>

#include "alerts/rule.hpp"
#include "collectors/increase.hpp"

// What rules about counters that a restart sets back have in common.
namespace lifeguard {

/// From when on the same server answers, by the series of its start times; agent's clock.
TimePoint same_server_since(const View&, std::string_view start_time);

/// True when the increase is known over the whole window that ends now.
bool covers(const Increase&, const View&, Seconds window);

}  // namespace lifeguard
