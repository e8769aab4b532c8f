#include "collectors/vector/pgvector/read.hpp"

#include <charconv>
#include <cmath>

namespace lifeguard::vector_store::pgvector {
namespace {

using postgres::Rows;

std::optional<int> to_int(const std::optional<std::int64_t>& value) {
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

Index read_index(const Rows& rows, int row) {
  Index index;
  index.name = rows.column("index_name").text(row);
  index.method = rows.column("method").text(row);
  index.opclass = rows.column("opclass").text(row);
  index.options = rows.column("options").text(row);
  index.expression = rows.column("expression").text(row);
  index.predicate = rows.column("predicate").text(row);
  index.valid = rows.column("valid").boolean(row);
  index.being_built = rows.column("being_built").boolean(row);
  index.pages = rows.column("index_pages").integer(row);
  index.scans = rows.column("index_scans").integer(row);
  index.phase = rows.column("phase").text(row);
  index.done = rows.column("done").integer_or_null(row);
  index.total = rows.column("total").integer_or_null(row);
  return index;
}

Column read_column(const Rows& rows, int row) {
  Column column;
  column.schema = rows.column("schema").text(row);
  column.table = rows.column("table_name").text(row);
  column.name = rows.column("column_name").text(row);
  column.type = rows.column("type").text(row);
  column.dimension = to_int(rows.column("dimension").integer_or_null(row));
  column.rows = rows.column("rows").integer_or_null(row);
  column.pages = rows.column("pages").integer(row);
  column.readable = rows.column("readable").boolean(row);
  column.key = rows.column("key_column").text(row);
  column.table_scans = rows.column("table_scans").integer(row);
  return column;
}

bool is_same(const Column& a, const Column& b) {
  return a.schema == b.schema && a.table == b.table && a.name == b.name;
}

}  // namespace

std::optional<Extension> read_extension(const Rows& rows) {
  if (rows.size() == 0) return std::nullopt;
  Extension extension;
  extension.version = rows.column("version").text(0);
  extension.schema = rows.column("schema").text(0);
  extension.role = rows.column("role").text(0);
  extension.database = rows.column("database").text(0);
  extension.ef_search = static_cast<int>(rows.column("ef_search").integer(0));
  extension.probes = static_cast<int>(rows.column("probes").integer(0));
  return extension;
}

std::vector<Column> read_columns(const Rows& rows) {
  std::vector<Column> columns;
  for (int row = 0; row < rows.size(); ++row) {
    Column column = read_column(rows, row);
    if (columns.empty() || !is_same(columns.back(), column)) columns.push_back(std::move(column));
    if (!rows.column("index_name").is_null(row)) columns.back().indexes.push_back(read_index(rows, row));
  }
  return columns;
}

std::vector<StoredVector> read_sample(const Rows& rows) {
  std::vector<StoredVector> stored;
  for (int row = 0; row < rows.size(); ++row)
    stored.push_back({std::string(rows.column("id").text(row)), vector_in(rows.column("vector").text(row))});
  return stored;
}

std::vector<Neighbour> read_neighbours(const Rows& rows) {
  std::vector<Neighbour> neighbours;
  for (int row = 0; row < rows.size(); ++row) {
    // A row without a vector, or with one of zeros by cosine, is read by an exact scan and is in no index.
    if (rows.column("distance").is_null(row)) continue;
    const double distance = rows.column("distance").real(row);
    if (!std::isnan(distance)) neighbours.push_back({std::string(rows.column("id").text(row)), distance});
  }
  return neighbours;
}

std::vector<float> vector_in(std::string_view text) {
  const char *at = text.data(), *const end = text.data() + text.size();
  std::vector<float> values;
  if (text.size() < 2 || *at != '[')
    throw NotOffered("what is stored is no dense vector (sparsevec, bit), and is not searched for");
  while (at != end && *at != ']') {
    float value = 0;
    const auto [next, error] = std::from_chars(at + 1, end, value);
    if (error != std::errc() || next == end || (*next != ',' && *next != ']'))
      throw NotUnderstood("what was stored does not read as a vector");
    values.push_back(value);
    at = next;
  }
  return values;
}

}  // namespace lifeguard::vector_store::pgvector
