#pragma once

#include <optional>
#include <vector>

#include "collectors/postgres/rows.hpp"
#include "collectors/postgres/storage/facts.hpp"

// From result rows to facts; columns are those of sql/. Each throws PgError when a column is missing.
namespace lifeguard::postgres {

/// Size, time and statistics' age; the rest is left empty.
Storage read_database_size(const Rows&);
std::vector<Table> read_tables(const Rows&);
Found<Index> read_indexes(const Rows&);
Found<ForeignKey> read_foreign_keys(const Rows&);

/// One batch of sequences, in the order of their oids.
struct SequenceBatch {
  struct Entry {
    std::int64_t oid = 0;
    bool is_known = false;             // false: locked, or the role may not read it
    std::optional<Sequence> sequence;  // nullopt when not known, not used yet, or without an end
  };
  std::vector<Entry> entries;
  bool is_last = false;  // the batch was not full
};

SequenceBatch read_sequences(const Rows&);

/// How far a sequence has come. `column_limit`: the largest value of the column that owns it.
struct SequenceRange {
  std::int64_t minimum = 1, maximum = 1, increment = 1;
  bool cycles = false;
  std::optional<std::int64_t> column_limit;
};
/// nullopt for one that begins again at its end, as it is meant to.
std::optional<Sequence> use_of(Sequence sequence, const SequenceRange&);

}  // namespace lifeguard::postgres
