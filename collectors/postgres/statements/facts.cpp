#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {

StatementCounters& StatementCounters::operator+=(const StatementCounters& other) {
  calls += other.calls;
  rows += other.rows;
  time += other.time;
  blocks_hit += other.blocks_hit;
  blocks_read += other.blocks_read;
  temporary_bytes += other.temporary_bytes;
  wal_bytes += other.wal_bytes;
  return *this;
}

Seconds mean(const StatementCounters& counters) {
  return counters.calls > 0 ? counters.time / static_cast<double>(counters.calls) : Seconds(0);
}

}  // namespace lifeguard::postgres
