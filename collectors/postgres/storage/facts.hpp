#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

// Sizes of tables and indexes are estimates: pg_class.relpages, as the last vacuum or analyze left it, in
// bytes.
namespace lifeguard::postgres {

/// A table among the largest of its database, or among those with the most dead rows.
struct Table {
  std::string schema, name;
  std::optional<std::int64_t> bytes;          // estimate, toast and indexes included; only of the largest
  std::int64_t heap_bytes = 0;                // estimate, the table alone
  std::int64_t live_rows = 0, dead_rows = 0;  // pg_stat_user_tables' estimates
  std::optional<TimePoint> vacuumed,
      analyzed;                             // server's clock, by hand or automatically; never seen if absent
  bool is_large = false, is_messy = false;  // by which of the two it is here
  bool shown_as_large = false, shown_as_messy = false;  // of those, the ten that are shown
};

/// Dead rows over all rows; 0 for an empty table.
double dead_share(const Table&);

struct Index {
  std::string schema, table, name;
  std::int64_t bytes = 0;    // estimate
  bool being_built = false;  // perhaps: somebody builds an index of the table, or a hidden session builds one
};

/// A foreign key without an index that finds the rows which refer.
struct ForeignKey {
  std::string schema, table, name;
  std::string columns;  // quoted and separated by commas, ready for CREATE INDEX
  std::string refers_to_schema, refers_to_table;
  std::int64_t rows = 0;   // estimate: reltuples of the referring table
  std::int64_t bytes = 0;  // estimate, likewise
};

/// How far a sequence has come on its way to the last value that it, or its column, can hold.
struct Sequence {
  std::int64_t oid = 0;
  std::string schema, name;
  std::string table_schema, table, column;  // empty when no column owns it
  std::string column_type;                  // "smallint", "integer", "bigint", or "" for another
  std::int64_t last_value = 0, limit = 0, increment = 1;
  bool limited_by_column = false;  // the column's type ends before the sequence does
  double used = 0;                 // share of the way from the first value to the limit
};

/// The first of what was found, and how many there are.
template <class T>
struct Found {
  std::int64_t count = 0;
  std::vector<T> first;
};

/// The sequences, fullest first. They are read some at a time, over several visits.
struct Sequences {
  std::vector<Sequence> fullest;
  std::int64_t hidden = 0;  // that the role may not read, or that were locked
  bool complete = false;    // every one was looked at since we began
};

/// Of one database: what takes room in it, what vacuum has left, and what runs out.
struct Storage {
  TimePoint taken;                         // server's clock
  std::int64_t bytes = 0;                  // pg_database_size
  std::optional<double> growth;            // bytes per second over the last hours; known from the second visit
  std::optional<TimePoint> counted_since;  // since when scans of indexes are counted
  bool in_recovery = false;                // a standby, which counts its own scans and no dead rows
  std::vector<Table> tables;
  Found<Index> invalid_indexes, unused_indexes;
  Found<ForeignKey> unindexed_foreign_keys;
  Sequences sequences;
};

}  // namespace lifeguard::postgres
