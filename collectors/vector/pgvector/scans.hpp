#pragma once

#include <map>
#include <string>

#include "base/time.hpp"
#include "collectors/vector/pgvector/columns.hpp"

namespace lifeguard::vector_store::pgvector {

/// Lifeguard's own searches, which PostgreSQL counts with those of the apps.
struct OwnScans {
  struct Counts {
    std::int64_t of_index = 0, of_table = 0;
  };
  std::map<std::string, Counts> by_column;
  /// The most in one round of probes: so many may not have been reported yet, for a backend that is idle
  /// reports the last of what it did at its next transaction.
  std::int64_t most_in_a_round = 0;
};

/// Whether searches of others than Lifeguard use the indexes: one that is not scanned while its whole table is,
/// again and again, is not used, though it costs every write.
class ScanWatch {
 public:
  static constexpr Seconds kWindow{600};

  /// What to say of the column; empty while its index is used, nobody searches, or too little is known.
  std::string take(const Column&, const OwnScans&, TimePoint);

 private:
  struct Known {
    TimePoint at;
    std::int64_t table_scans = 0, index_scans = 0;  // by others
    std::string said;
  };
  std::map<std::string, Known> known_;
};

}  // namespace lifeguard::vector_store::pgvector
