#pragma once

#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace lifeguard::redis {

/// Calls `use` with what stands between the separators.
void for_each_piece(std::string_view text, char separator, const std::function<void(std::string_view)>& use);

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Names and values as Redis writes them: INFO's "name:value" lines, or "name=value" in one of them. Views into
/// the text. Found by name alone: their order, and which there are, change with the version.
class Fields {
 public:
  /// Of INFO or CLUSTER INFO; lines that are none ("# Server") are passed over.
  static Fields of_lines(std::string_view text);
  /// Of "keys=3,expires=0"; separator is that between the pairs.
  static Fields of_pairs(std::string_view text, char separator);

  bool has(std::string_view name) const { return fields_.contains(name); }
  std::string_view text(std::string_view name) const;  // "" when there is none
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::optional<double> real(std::string_view name) const;
  std::int64_t integer_or_zero(std::string_view name) const { return integer(name).value_or(0); }
  /// Absent when negative: Redis says -1 for "never" and "not now".
  std::optional<Seconds> seconds(std::string_view name) const;
  bool is(std::string_view name, std::string_view value) const { return text(name) == value; }

  /// Those whose names start so, less that start, in no order.
  void for_each(std::string_view prefix,
                const std::function<void(std::string_view name, std::string_view value)>& use) const;

 private:
  void add(std::string_view piece, char between);

  std::unordered_map<std::string_view, std::string_view> fields_;
};

}  // namespace lifeguard::redis
