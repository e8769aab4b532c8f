#pragma once

#include <string>
#include <vector>

#include "joins/app.hpp"

namespace lifeguard::joins {

/// Which of all connections are an app's, and by what that is known.
struct Own {
  By by = By::nothing;
  std::vector<Connection> connections;
  int elsewhere = 0;     // carry its name and come from another network namespace
  std::string why_none;  // a sentence without a full stop
};

/// By its application_name where the config says it; otherwise by its sockets, or by being the one group of
/// clients that fits `total`, the connections of its pools, and of those only that no app of `apps` has by
/// name.
Own own_connections(const Snapshot& app, std::optional<int> total, const std::vector<Connection>& all,
                    const std::vector<const Snapshot*>& apps);

}  // namespace lifeguard::joins
