#pragma once

#include <optional>
#include <string>

#include "collectors/history.hpp"
#include "config/config.hpp"

namespace lifeguard::leaks {

struct Series {
  std::string target, name;
};

/// A series whose smallest value rose window after window, beyond chance.
struct Rise {
  double from, to;
  Seconds over;
};

/// Steep rises show in the last few windows, slow ones only in five times as many. nullopt: none shows, or not
/// by as much as the config says.
std::optional<Rise> rise_of(const Series&, const History&, TimePoint end, const ConnectionLeakConfig&);

/// More traffic is a good reason for more connections: true when the counter gained a quarter more in the
/// second half of the span than in the first. nullopt when it does not go back that far.
std::optional<bool> traffic_grew(const Series& counter, const History&, TimePoint end, Seconds span);

}  // namespace lifeguard::leaks
