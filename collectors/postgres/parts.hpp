#pragma once

#include <memory>
#include <vector>

#include "collectors/postgres/part.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Every part that is asked over the permanent connection, in the order in which their answers are taken. The
/// one list. An execution that runs for `slow_after` counts as slow.
std::vector<std::unique_ptr<Part>> make_parts(const PostgresConfig&, Seconds slow_after);

}  // namespace lifeguard::postgres
