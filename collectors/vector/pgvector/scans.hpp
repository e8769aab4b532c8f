#pragma once

#include <map>
#include <string>

#include "base/time.hpp"
#include "collectors/vector/pgvector/columns.hpp"

namespace lifeguard::vector_store::pgvector {

/// Whether searches use the indexes: one that is not scanned while its whole table is, again and again, is not
/// used, though it costs every write.
class ScanWatch {
 public:
  static constexpr Seconds kWindow{600};

  /// What to say of the column; empty while its index is used, nobody searches, or too little is known.
  std::string take(const Column&, TimePoint);

 private:
  struct Known {
    TimePoint at;
    std::int64_t table_scans = 0, index_scans = 0;
    std::string said;
  };
  std::map<std::string, Known> known_;
};

}  // namespace lifeguard::vector_store::pgvector
