#include "sql/application_name.hpp"

#include <algorithm>

namespace lifeguard::sql {
namespace {

constexpr std::string_view kHex = "0123456789abcdefABCDEF";
constexpr std::string_view kSeparators = " \t:;,/|=-_()[]{}\"'";
constexpr std::size_t kUntilTraceIdEnds = 35, kWhole = 55;

std::size_t hex_digits(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kHex, at), text.size()) - std::min(at, text.size());
}

// Of what begins at `at` like a traceparent, "00-<32>-<16>-<2>", as far as its trace id at least, for names end
// after 63 bytes; 0 for anything else.
std::size_t trace_length(std::string_view text, std::size_t at) {
  constexpr std::size_t kTraceId = 3;
  const bool has_version = hex_digits(text, at) == 2 && text.substr(at + 2, 1) == "-";
  if (!has_version || hex_digits(text, at + kTraceId) != 32) return 0;
  const std::size_t end = text.find_first_not_of("-0123456789abcdefABCDEF", at);
  return std::min(end, text.size()) - at;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSeparators);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSeparators) - first + 1);
}

}  // namespace

ApplicationName application_name(std::string_view text) {
  for (std::size_t at = 0; at + kUntilTraceIdEnds <= text.size(); ++at) {
    const auto whole = parse_traceparent(text.substr(at, kWhole));
    const std::size_t length = whole ? kWhole : trace_length(text, at);
    if (length == 0) continue;
    const std::string_view before = trimmed(text.substr(0, at));
    const std::string_view after = trimmed(text.substr(at + length));
    return {before.empty() ? after : before, whole};
  }
  return {text, std::nullopt};
}

}  // namespace lifeguard::sql
