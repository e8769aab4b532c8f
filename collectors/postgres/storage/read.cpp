#include "collectors/postgres/storage/read.hpp"

#include <algorithm>
#include <limits>

namespace lifeguard::postgres {
namespace {

constexpr int kBatch = 200;  // as sequences.12.sql has it

struct IntegerType {
  std::int64_t oid;  // pg_type.dat; these never change
  std::string_view name;
  std::int64_t limit;
};

constexpr IntegerType kIntegerTypes[] = {
    {21, "smallint", std::numeric_limits<std::int16_t>::max()},
    {23, "integer", std::numeric_limits<std::int32_t>::max()},
    {20, "bigint", std::numeric_limits<std::int64_t>::max()},
};

const IntegerType* integer_type(std::optional<std::int64_t> oid) {
  const auto found = std::find_if(std::begin(kIntegerTypes), std::end(kIntegerTypes),
                                  [&](const IntegerType& type) { return oid && type.oid == *oid; });
  return found == std::end(kIntegerTypes) ? nullptr : found;
}

std::int64_t found_in(const Rows& rows) {
  return rows.size() ? rows.column("found").integer(0) : 0;
}

}  // namespace

Storage read_database_size(const Rows& rows) {
  if (rows.size() != 1) throw PgError("", "database_size: expected one row");
  Storage storage;
  storage.taken = rows.column("taken").time(0);
  storage.bytes = rows.column("bytes").integer(0);
  storage.counted_since = rows.column("counted_since").time_or_null(0);
  storage.in_recovery = rows.column("in_recovery").boolean(0);
  return storage;
}

std::vector<Table> read_tables(const Rows& rows) {
  const auto schema = rows.column("schema"), name = rows.column("name"), bytes = rows.column("bytes"),
             heap_bytes = rows.column("heap_bytes"), live_rows = rows.column("live_rows"),
             dead_rows = rows.column("dead_rows"), vacuumed = rows.column("vacuumed"),
             analyzed = rows.column("analyzed"), is_large = rows.column("is_large"),
             is_messy = rows.column("is_messy");
  std::vector<Table> tables;
  for (int row = 0; row < rows.size(); ++row) {
    Table table;
    table.schema = schema.text(row);
    table.name = name.text(row);
    table.bytes = bytes.integer_or_null(row);
    table.heap_bytes = heap_bytes.integer(row);
    table.live_rows = live_rows.integer(row);
    table.dead_rows = dead_rows.integer(row);
    table.vacuumed = vacuumed.time_or_null(row);
    table.analyzed = analyzed.time_or_null(row);
    table.is_large = is_large.boolean(row);
    table.is_messy = is_messy.boolean(row) && table.dead_rows > 0;
    if (table.is_large || table.is_messy) tables.push_back(std::move(table));
  }
  return tables;
}

Found<Index> read_indexes(const Rows& rows) {
  const auto schema = rows.column("schema"), table = rows.column("table_name"), name = rows.column("name"),
             bytes = rows.column("bytes"), being_built = rows.column("being_built");
  Found<Index> found{found_in(rows), {}};
  for (int row = 0; row < rows.size(); ++row) {
    found.first.push_back({std::string(schema.text(row)), std::string(table.text(row)),
                           std::string(name.text(row)), bytes.integer(row), being_built.boolean(row)});
  }
  return found;
}

Found<ForeignKey> read_foreign_keys(const Rows& rows) {
  const auto schema = rows.column("schema"), table = rows.column("table_name"), name = rows.column("name"),
             columns = rows.column("columns"), refers_to_schema = rows.column("refers_to_schema"),
             refers_to_table = rows.column("refers_to_table"), reltuples = rows.column("rows"),
             bytes = rows.column("bytes");
  Found<ForeignKey> found{found_in(rows), {}};
  for (int row = 0; row < rows.size(); ++row) {
    ForeignKey key;
    key.schema = schema.text(row);
    key.table = table.text(row);
    key.name = name.text(row);
    key.columns = columns.text(row);
    key.refers_to_schema = refers_to_schema.text(row);
    key.refers_to_table = refers_to_table.text(row);
    key.rows = reltuples.integer(row);
    key.bytes = bytes.integer(row);
    found.first.push_back(std::move(key));
  }
  return found;
}

std::optional<Sequence> use_of(Sequence sequence, const SequenceRange& range) {
  const bool falls = range.increment < 0;
  const std::int64_t first = falls ? range.maximum : range.minimum;
  std::int64_t limit = falls ? range.minimum : range.maximum;
  sequence.limited_by_column = !falls && range.column_limit && *range.column_limit < limit;
  if (sequence.limited_by_column) limit = *range.column_limit;
  if (range.cycles && !sequence.limited_by_column) return std::nullopt;
  sequence.increment = range.increment;
  sequence.limit = limit;
  // In floating point, for the whole way of a bigint does not fit one.
  const double way = static_cast<double>(limit) - static_cast<double>(first);
  const double gone = static_cast<double>(sequence.last_value) - static_cast<double>(first);
  sequence.used = way == 0 ? 1 : std::clamp(gone / way, 0.0, 1.0);
  return sequence;
}

SequenceBatch read_sequences(const Rows& rows) {
  const auto oid = rows.column("oid"), schema = rows.column("schema"), name = rows.column("name"),
             last_value = rows.column("last_value"), is_known = rows.column("is_known"),
             increment = rows.column("increment"), minimum = rows.column("minimum"),
             maximum = rows.column("maximum"), cycles = rows.column("cycles"),
             table_schema = rows.column("table_schema"), table = rows.column("table_name"),
             column = rows.column("column_name"), column_type = rows.column("column_type");
  SequenceBatch batch;
  batch.is_last = rows.size() < kBatch;
  for (int row = 0; row < rows.size(); ++row) {
    SequenceBatch::Entry entry;
    entry.oid = oid.integer(row);
    entry.is_known = is_known.boolean(row);
    if (const auto last = last_value.integer_or_null(row)) {
      Sequence sequence;
      sequence.oid = entry.oid;
      sequence.schema = schema.text(row);
      sequence.name = name.text(row);
      sequence.table_schema = table_schema.text(row);
      sequence.table = table.text(row);
      sequence.column = column.text(row);
      sequence.last_value = *last;
      SequenceRange range{
          minimum.integer(row), maximum.integer(row), increment.integer(row), cycles.boolean(row), {}};
      if (const IntegerType* type = integer_type(column_type.integer_or_null(row))) {
        sequence.column_type = type->name;
        range.column_limit = type->limit;
      }
      entry.sequence = use_of(std::move(sequence), range);
    }
    batch.entries.push_back(std::move(entry));
  }
  return batch;
}

}  // namespace lifeguard::postgres
