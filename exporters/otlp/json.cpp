#include "exporters/otlp/json.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

#include "agent/io/json_text.hpp"

namespace lifeguard::otlp {

void JsonWriter::key(Field field) {
  if (!first_) to_ += ',';
  first_ = false;
  to_.append(1, '"').append(field.name).append("\":");
}

void JsonWriter::text(Field field, std::string_view text) {
  if (!text.empty()) text_as_is(field, text);
}

void JsonWriter::text_as_is(Field field, std::string_view text) {
  key(field);
  to_ += json_quoted(text);
}

void JsonWriter::bytes(Field field, std::span<const std::uint8_t> bytes) {
  key(field);
  to_ += '"';
  for (const std::uint8_t byte : bytes) fmt::format_to(std::back_inserter(to_), "{:02x}", byte);
  to_ += '"';
}

void JsonWriter::truth_as_is(Field field, bool truth) {
  key(field);
  to_ += truth ? "true" : "false";
}

void JsonWriter::number(Field field, std::uint32_t number) {
  if (number != 0) fixed32(field, number);
}

void JsonWriter::integer_as_is(Field field, std::int64_t number) {
  key(field);
  to_ += fmt::format("\"{}\"", number);
}

void JsonWriter::fixed32(Field field, std::uint32_t number) {
  if (number == 0) return;
  key(field);
  to_ += std::to_string(number);
}

void JsonWriter::fixed64(Field field, std::uint64_t number) {
  if (number == 0) return;
  key(field);
  to_ += fmt::format("\"{}\"", number);
}

void JsonWriter::real_as_is(Field field, double number) {
  key(field);
  real(number);
}

// What JSON has no number for is text, as protobuf's JSON has it.
void JsonWriter::real(double number) {
  if (std::isnan(number)) {
    to_ += "\"NaN\"";
  } else if (std::isinf(number)) {
    to_ += number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    to_ += fmt::format("{}", number);
  }
}

void JsonWriter::packed(Field field, const std::vector<std::uint64_t>& numbers) {
  if (numbers.empty()) return;
  array(field, numbers, [this](std::uint64_t number) { to_ += fmt::format("\"{}\"", number); });
}

void JsonWriter::packed(Field field, const std::vector<double>& numbers) {
  if (numbers.empty()) return;
  array(field, numbers, [this](double number) { real(number); });
}

}  // namespace lifeguard::otlp
