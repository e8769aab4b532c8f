#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace lifeguard::pgbouncer {

/// A SHOW that failed, by PgBouncer's word or because a column is not as expected.
class ShowError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The answer to one SHOW, as text. Columns are found by name: their order and number change with the version.
struct Table {
  using Row = std::vector<std::optional<std::string>>;

  std::string show;  // "POOLS"
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

/// One row of a table, read by column names. A missing column or a value of another form throws ShowError,
/// but from the …_if_any, whose columns only some versions have.
class Cells {
 public:
  Cells(const Table& table, const Table::Row& row) : table_(table), row_(row) {}

  std::string text(std::string_view column) const;  // null as ""
  int integer(std::string_view column) const;
  std::int64_t big_integer(std::string_view column) const;
  TimePoint time(std::string_view column) const;  // "2026-11-21 06:26:14 UTC"
  std::string text_if_any(std::string_view column) const;
  std::optional<int> integer_if_any(std::string_view column) const;  // null as nullopt
  std::optional<std::int64_t> big_integer_if_any(std::string_view column) const;

 private:
  const std::optional<std::string>* find(std::string_view column) const;
  const std::optional<std::string>& get(std::string_view column) const;
  [[noreturn]] void refuse(std::string_view column, std::string_view expected) const;

  const Table& table_;
  const Table::Row& row_;
};

}  // namespace lifeguard::pgbouncer
