#include "collectors/vector/pgvector/statements.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>

#include "collectors/postgres/identifier.hpp"
#include "collectors/vector/pgvector/model.hpp"
#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store::pgvector {
namespace {

using postgres::qualified;
using postgres::quoted_identifier;

constexpr double kPagesWanted = 50;

std::string setting(const char* name, const std::string& value) {
  return std::string("set_config('") + name + "', '" + value + "', true)";
}

std::string id_of(const Column& column) {
  return (column.key.empty() ? "ctid" : quoted_identifier(column.key)) + "::text as id";
}

std::string_view operator_of(const Index& index) {
  static const std::map<std::string_view, std::string_view> operators{
      {"l2", "<->"}, {"ip", "<#>"}, {"cosine", "<=>"}, {"l1", "<+>"}};
  const auto known = operators.find(space_of(index));
  if (known == operators.end())
    throw NotOffered("index " + index.name + " (" + index.opclass +
                     ") is of a kind that is not searched by Lifeguard");
  return known->second;
}

std::string constant(const std::vector<float>& values, const Index& index, const Extension& extension) {
  const std::string type = index.opclass.substr(0, index.opclass.find('_'));
  return fmt::format("'[{}]'::{}", fmt::join(values, ","), qualified(extension.schema, type));
}

}  // namespace

std::string limits(Seconds timeout, Scan scan) {
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
  std::string text = "select " + setting("statement_timeout", std::to_string(millis)) + ", " +
                     setting("lock_timeout", "100") + ", " + setting("search_path", "pg_catalog") + ", " +
                     setting("jit", "off") + ", " + setting("max_parallel_workers_per_gather", "0");
  if (scan == Scan::by_index) text += ", " + setting("enable_seqscan", "off");
  if (scan == Scan::exact) text += ", " + setting("enable_indexscan", "off");
  return text;
}

double sampled_percent(const Column& column) {
  if (column.pages <= static_cast<std::int64_t>(kPagesWanted)) return 100;
  return std::max(100 * kPagesWanted / static_cast<double>(column.pages), 0.0001);
}

std::string sample(const Column& column, const Index& index, int count, double percent) {
  const std::string vector = quoted_identifier(column.name);
  const std::string rows = index.predicate.empty() ? "" : " and (" + index.predicate + ")";
  return fmt::format(
      "select {}, {}::text as vector from {} tablesample system ({:.4f}) where {} is not null{} limit {}",
      id_of(column), vector, qualified(column.schema, column.table), percent, vector, rows, count);
}

std::string nearest(const Column& column, const Index& index, const Extension& extension,
                    const std::vector<float>& values, int count) {
  const std::string what =
      index.expression.empty() ? quoted_identifier(column.name) : "(" + index.expression + ")";
  const std::string distance = fmt::format("{} operator({}.{}) {}", what, quoted_identifier(extension.schema),
                                           operator_of(index), constant(values, index, extension));
  const std::string rows = index.predicate.empty() ? "" : " where (" + index.predicate + ")";
  return fmt::format("select {}, ({})::float8 as distance from {}{} order by {} limit {}", id_of(column),
                     distance, qualified(column.schema, column.table), rows, distance, count);
}

}  // namespace lifeguard::vector_store::pgvector
