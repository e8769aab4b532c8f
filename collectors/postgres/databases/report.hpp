#pragma once

#include <string>

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::postgres {

/// How a round went, for a person. It failed when no database could be visited; that some were refused is said.
/// `failure`: why the list of databases could not be had, or "". `visited`: to how many the round went.
PartResult report(const Databases&, const std::string& failure, std::size_t visited, Seconds took);

}  // namespace lifeguard::postgres
