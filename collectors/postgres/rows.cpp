#include "collectors/postgres/rows.hpp"

#include <libpq-fe.h>

#include <bit>
#include <boost/endian/conversion.hpp>
#include <cmath>
#include <cstring>

#include "base/utf8.hpp"

namespace lifeguard::postgres {
namespace {

// From pg_type.dat; these never change.
constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kOid = 26, kXid = 28, kFloat4 = 700,
              kFloat8 = 701, kInt4Array = 1007, kTimestampTz = 1184, kTimestampTzArray = 1185;

constexpr std::chrono::sys_days kEpoch{std::chrono::year{2000} / 1 / 1};

template <class T>
T big_endian(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return boost::endian::big_to_native(value);
}

TimePoint time_from(const char* bytes) {
  return kEpoch + std::chrono::microseconds(big_endian<std::int64_t>(bytes));
}

// Dimensions, whether there are nulls, the elements' type, then length and lower bound of each dimension, then
// each element after its length, which is -1 for null: array_send in the server's arrayfuncs.c.
template <class T>
std::vector<std::optional<T>> elements(std::string_view array, std::size_t size, T (*read)(const char*)) {
  constexpr std::size_t kNoDimension = 12, kOneDimension = 20;
  const auto word = [&](std::size_t at) { return big_endian<std::int32_t>(array.data() + at); };
  std::vector<std::optional<T>> found;
  if (array.size() <= kNoDimension) return found;
  if (array.size() < kOneDimension || word(0) != 1) throw PgError("", "an array of more than one dimension");
  found.reserve(static_cast<std::size_t>(word(12)));
  for (std::size_t at = kOneDimension; at + 4 <= array.size();) {
    const bool null = word(at) < 0;
    at += 4;
    if (null) {
      found.emplace_back();
    } else {
      if (at + size > array.size()) throw PgError("", "an array that ends too early");
      found.emplace_back(read(array.data() + at));
      at += size;
    }
  }
  return found;
}

[[noreturn]] void wrong_type(const PGresult* result, int column) {
  throw PgError("", std::string("column ") + PQfname(result, column) + " has an unexpected type, oid " +
                        std::to_string(PQftype(result, column)));
}

}  // namespace

void Rows::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

int Rows::size() const {
  return result_ ? PQntuples(result_.get()) : 0;
}

Rows::Column Rows::column(const char* name) const {
  const int index = PQfnumber(result_.get(), name);
  if (index < 0) throw PgError("", std::string("the server sent no column ") + name);
  return Column(result_.get(), index, *mended_);
}

Rows::Column::Column(const pg_result* result, int index, std::deque<std::string>& mended)
    : result_(result), index_(index), type_(PQftype(result, index)), mended_(&mended) {}

bool Rows::Column::is_null(int row) const {
  return PQgetisnull(result_, row, index_) != 0;
}

const char* Rows::Column::bytes(int row, int size) const {
  if (PQgetlength(result_, row, index_) != size) wrong_type(result_, index_);
  return PQgetvalue(result_, row, index_);
}

std::int64_t Rows::Column::integer(int row) const {
  switch (type_) {
    case kInt2:
      return big_endian<std::int16_t>(bytes(row, 2));
    case kInt4:
      return big_endian<std::int32_t>(bytes(row, 4));
    case kInt8:
      return big_endian<std::int64_t>(bytes(row, 8));
    case kOid:
    case kXid:
      return big_endian<std::uint32_t>(bytes(row, 4));
    default:
      wrong_type(result_, index_);
  }
}

bool Rows::Column::boolean(int row) const {
  if (type_ != kBool) wrong_type(result_, index_);
  return *bytes(row, 1) != 0;
}

double Rows::Column::real(int row) const {
  switch (type_) {
    case kFloat4:
      return std::bit_cast<float>(big_endian<std::uint32_t>(bytes(row, 4)));
    case kFloat8:
      return std::bit_cast<double>(big_endian<std::uint64_t>(bytes(row, 8)));
    default:
      wrong_type(result_, index_);
  }
}

std::string_view Rows::Column::value(int row) const {
  return {PQgetvalue(result_, row, index_), static_cast<std::size_t>(PQgetlength(result_, row, index_))};
}

std::string_view Rows::Column::text(int row) const {
  const std::string_view text = value(row);
  return is_utf8(text) ? text : mended_->emplace_back(valid_utf8(std::string(text)));
}

TimePoint Rows::Column::time(int row) const {
  if (type_ != kTimestampTz) wrong_type(result_, index_);
  return time_from(bytes(row, 8));
}

std::optional<std::int64_t> Rows::Column::integer_or_null(int row) const {
  if (is_null(row)) return std::nullopt;
  return integer(row);
}

std::optional<TimePoint> Rows::Column::time_or_null(int row) const {
  if (is_null(row)) return std::nullopt;
  return time(row);
}

std::vector<std::optional<std::int64_t>> Rows::Column::integers(int row) const {
  if (type_ != kInt4Array) wrong_type(result_, index_);
  const auto read = [](const char* bytes) -> std::int64_t { return big_endian<std::int32_t>(bytes); };
  return elements<std::int64_t>(value(row), 4, read);
}

std::vector<std::optional<TimePoint>> Rows::Column::times(int row) const {
  if (type_ != kTimestampTzArray) wrong_type(result_, index_);
  return elements<TimePoint>(value(row), 8, time_from);
}

}  // namespace lifeguard::postgres
