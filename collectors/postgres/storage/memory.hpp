#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "collectors/postgres/storage/look.hpp"

namespace lifeguard::postgres {

/// What is kept of one database from visit to visit: how it grew, which tables were shown, and the sequences,
/// which no visit reads all of.
class StorageMemory {
 public:
  static constexpr std::size_t kShown = 10;      // tables of each ranking
  static constexpr std::size_t kSizes = 36;      // visits that the growth is taken from: six hours by default
  static constexpr std::size_t kSequences = 50;  // the fullest ones

  /// Where the next visit's batch of sequences begins: after this oid.
  std::int64_t sequences_after() const { return sequences_after_; }

  /// Adds to what a visit saw what earlier ones knew.
  Storage remember(StorageLook);

 private:
  using Name = std::pair<std::string, std::string>;  // schema, table

  std::optional<double> growth(const Storage&);
  void remember_sequences(const SequenceBatch&);
  Sequences sequences() const;

  std::deque<std::pair<TimePoint, std::int64_t>> sizes_;
  std::set<Name> large_, messy_;
  std::map<std::int64_t, Sequence> sequences_;  // by oid
  std::set<std::int64_t> hidden_;
  std::int64_t sequences_after_ = 0;
  bool sequences_complete_ = false;
};

}  // namespace lifeguard::postgres
