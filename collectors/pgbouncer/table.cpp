#include "collectors/pgbouncer/table.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace lifeguard::pgbouncer {
namespace {

template <class T>
std::optional<T> number_in(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<TimePoint> time_in(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u %2u:%2u:%2u UTC", &year, &month, &day, &hour, &minute, &second) !=
      6) {
    return std::nullopt;
  }
  const std::chrono::sys_days date =
      std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return date + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace

const std::optional<std::string>* Cells::find(std::string_view column) const {
  const auto found = std::find(table_.columns.begin(), table_.columns.end(), column);
  if (found == table_.columns.end()) return nullptr;
  return &row_.at(static_cast<std::size_t>(found - table_.columns.begin()));
}

const std::optional<std::string>& Cells::get(std::string_view column) const {
  const auto* cell = find(column);
  if (!cell) throw ShowError("SHOW " + table_.show + " has no column " + std::string(column));
  return *cell;
}

void Cells::refuse(std::string_view column, std::string_view expected) const {
  throw ShowError("SHOW " + table_.show + ": " + std::string(column) + " is not " + std::string(expected));
}

std::string Cells::text(std::string_view column) const {
  return get(column).value_or("");
}

int Cells::integer(std::string_view column) const {
  const auto number = number_in<int>(get(column).value_or(""));
  if (!number) refuse(column, "a whole number");
  return *number;
}

std::int64_t Cells::big_integer(std::string_view column) const {
  const auto number = number_in<std::int64_t>(get(column).value_or(""));
  if (!number) refuse(column, "a whole number");
  return *number;
}

TimePoint Cells::time(std::string_view column) const {
  const auto time = time_in(get(column).value_or(""));
  if (!time) refuse(column, "a time in UTC");
  return *time;
}

std::string Cells::text_if_any(std::string_view column) const {
  const auto* cell = find(column);
  return cell ? cell->value_or("") : "";
}

std::optional<int> Cells::integer_if_any(std::string_view column) const {
  const auto* cell = find(column);
  if (!cell || !*cell) return std::nullopt;
  return integer(column);
}

std::optional<std::int64_t> Cells::big_integer_if_any(std::string_view column) const {
  const auto* cell = find(column);
  if (!cell || !*cell) return std::nullopt;
  return big_integer(column);
}

}  // namespace lifeguard::pgbouncer
