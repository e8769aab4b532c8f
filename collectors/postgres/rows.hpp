#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

struct pg_result;

namespace lifeguard::postgres {

/// A statement that failed, by the server's word. The message never holds a raw query.
class PgError : public std::runtime_error {
 public:
  PgError(std::string sqlstate, const std::string& message)
      : std::runtime_error(message), sqlstate_(std::move(sqlstate)) {}
  const std::string& sqlstate() const { return sqlstate_; }

 private:
  std::string sqlstate_;
};

/// A result in libpq's binary format. Columns are found by name, once; a missing one or one of another type
/// than asked for throws PgError.
class Rows {
 public:
  class Column {
   public:
    bool is_null(int row) const;
    std::int64_t integer(int row) const;  // int2, int4, int8, oid, xid
    bool boolean(int row) const;
    double real(int row) const;  // float4, float8
    /// text, name, varchar, and null as "". What is not UTF-8 is mended; lives as long as the Rows.
    std::string_view text(int row) const;
    TimePoint time(int row) const;  // timestamptz
    std::optional<std::int64_t> integer_or_null(int row) const;
    std::optional<TimePoint> time_or_null(int row) const;
    std::vector<std::optional<std::int64_t>> integers(int row) const;  // int4[]
    std::vector<std::optional<TimePoint>> times(int row) const;        // timestamptz[]

   private:
    friend class Rows;
    Column(const pg_result* result, int index, std::deque<std::string>& mended);
    const char* bytes(int row, int size) const;
    std::string_view value(int row) const;  // as it came
    const pg_result* result_;
    int index_;
    unsigned type_;
    std::deque<std::string>* mended_;
  };

  struct Clear {
    void operator()(pg_result*) const;
  };
  explicit Rows(std::unique_ptr<pg_result, Clear> result) : result_(std::move(result)) {}
  Rows() = default;

  int size() const;
  Column column(const char* name) const;

 private:
  std::unique_ptr<pg_result, Clear> result_;
  std::unique_ptr<std::deque<std::string>> mended_ = std::make_unique<std::deque<std::string>>();
};

}  // namespace lifeguard::postgres
