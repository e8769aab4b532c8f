#include "collectors/postgres/waits/labels.hpp"

#include <algorithm>
#include <cctype>

namespace lifeguard::postgres {
namespace {

constexpr std::string_view kHex = "0123456789abcdefABCDEF";
constexpr std::string_view kSeparators = " \t:;,/|=-_()[]{}\"'";

std::size_t hex_digits(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kHex, at), text.size()) - std::min(at, text.size());
}

/// The length of the traceparent that begins at `at`, "00-<32>-<16>-<2>", or of its beginning as far as the
/// trace id, for names end after 63 bytes; 0 for anything else.
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

WaitEvent wait_event(std::string_view type, std::string_view event) {
  if (type.empty()) return {"CPU", "running"};
  std::string name;
  for (const char c : event) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter)) name += static_cast<char>(std::tolower(letter));
  }
  constexpr std::string_view kLock = "lock";
  if (type == "LWLock" && name.size() > kLock.size() && name.ends_with(kLock)) {
    name.resize(name.size() - kLock.size());
  }
  return {std::string(type), name};
}

std::string_view without_trace(std::string_view application) {
  for (std::size_t at = 0; at + 35 <= application.size(); ++at) {
    const std::size_t length = trace_length(application, at);
    if (length == 0) continue;
    const std::string_view before = trimmed(application.substr(0, at));
    const std::string_view after = trimmed(application.substr(at + length));
    const std::string_view rest = before.empty() ? after : before;
    return rest.empty() ? "other" : rest;
  }
  return application;
}

}  // namespace lifeguard::postgres
