#include "collectors/postgres/storage/facts.hpp"

namespace lifeguard::postgres {

double dead_share(const Table& table) {
  const double dead = static_cast<double>(table.dead_rows);
  return dead > 0 ? dead / (dead + static_cast<double>(table.live_rows)) : 0;
}

}  // namespace lifeguard::postgres
