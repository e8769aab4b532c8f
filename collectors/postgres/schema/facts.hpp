#pragma once

namespace lifeguard::postgres {

/// Of one database: the state of its migrations, and what is missing.
struct Schema {};

}  // namespace lifeguard::postgres
