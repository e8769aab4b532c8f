#include "sql/trace_context.hpp"

#include <algorithm>

namespace lifeguard::sql {
namespace {

constexpr std::size_t kLength = 55;  // of version 00
constexpr std::size_t kTraceAt = 3, kSpanAt = 36, kFlagsAt = 53;

std::optional<std::uint8_t> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

template <std::size_t size>
std::optional<std::array<std::uint8_t, size>> bytes(std::string_view text) {
  std::array<std::uint8_t, size> read{};
  for (std::size_t i = 0; i < size; ++i) {
    const auto high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    read[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return read;
}

template <std::size_t size>
std::string hex_of(const std::array<std::uint8_t, size>& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

template <class Id>
bool is_zero(const Id& id) {
  return std::all_of(id.begin(), id.end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

std::string hex(const TraceId& id) {
  return hex_of(id);
}

std::string hex(const SpanId& id) {
  return hex_of(id);
}

// A later version may have more at its end, after another dash.
std::optional<TraceContext> parse_traceparent(std::string_view text) {
  if (text.size() < kLength || text[2] != '-' || text[kSpanAt - 1] != '-' || text[kFlagsAt - 1] != '-')
    return std::nullopt;
  const auto version = bytes<1>(text.substr(0, 2));
  if (!version || version->front() == 0xff) return std::nullopt;
  const bool is_longer = text.size() > kLength;
  if (is_longer && (version->front() == 0 || text[kLength] != '-')) return std::nullopt;
  const auto trace = bytes<16>(text.substr(kTraceAt, 32));
  const auto span = bytes<8>(text.substr(kSpanAt, 16));
  const auto flags = bytes<1>(text.substr(kFlagsAt, 2));
  if (!trace || !span || !flags || is_zero(*trace) || is_zero(*span)) return std::nullopt;
  return TraceContext{*trace, *span, (flags->front() & 1) != 0};
}

}  // namespace lifeguard::sql
