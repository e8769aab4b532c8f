#pragma once

namespace lifeguard::postgres {

/// Of one database: what takes room in the database, and what vacuum has left.
struct Storage {};

}  // namespace lifeguard::postgres
