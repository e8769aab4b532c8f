#include <algorithm>
#include <cctype>
#include <string>

#include "sql/tokens.hpp"
#include "sql/trace_context.hpp"

namespace lifeguard::sql {
namespace {

constexpr std::string_view kKey = "traceparent";
constexpr std::string_view kSpaces = " \t\r\n";

// Our own query cuts what is longer and names no trace (collectors/postgres/sql/activity): that is no news.
constexpr std::size_t kLongestSent = 1024;

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
  return std::nullopt;
}

// sqlcommenter encodes for an URL first and escapes then.
std::string unescaped(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    text += value[i];
  }
  return text;
}

std::optional<std::string> decoded(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '%') {
      text += value[i];
      continue;
    }
    if (i + 2 >= value.size()) return std::nullopt;
    const auto high = hex_digit(value[i + 1]), low = hex_digit(value[i + 2]);
    if (!high || !low) return std::nullopt;
    text += static_cast<char>(*high << 4 | *low);
    i += 2;
  }
  return text;
}

// What follows the "=" or ":", without its quotes.
std::string_view value_in(std::string_view rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kSpaces), rest.size()));
  const bool is_quoted = rest.starts_with('\'') || rest.starts_with('"');
  if (!is_quoted) return rest.substr(0, rest.find_first_of(" \t\r\n,;*/'\""));
  const char quote = rest.front();
  rest.remove_prefix(1);
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != quote) end += rest[end] == '\\' ? 2 : 1;
  return rest.substr(0, end);
}

bool is_part_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

std::optional<TraceContext> context_in(std::string_view comment) {
  for (std::size_t at = comment.find(kKey); at != comment.npos; at = comment.find(kKey, at + 1)) {
    if (at > 0 && is_part_of_name(comment[at - 1])) continue;
    const std::size_t sign = comment.find_first_not_of(kSpaces, at + kKey.size());
    if (sign == comment.npos || (comment[sign] != '=' && comment[sign] != ':')) continue;
    const auto value = decoded(unescaped(value_in(comment.substr(sign + 1))));
    if (!value) continue;
    if (const auto context = parse_traceparent(*value)) return context;
  }
  return std::nullopt;
}

// As pairs of a name and a value begin, however little of the first is there; prose and hints do not.
bool begins_as_pairs(std::string_view comment) {
  comment.remove_prefix(std::min(comment.find_first_not_of(kSpaces), comment.size()));
  const auto end_of_name = std::find_if_not(comment.begin(), comment.end(), is_part_of_name);
  const std::string_view rest = comment.substr(static_cast<std::size_t>(end_of_name - comment.begin()));
  if (rest.empty()) return true;
  const bool has_name = rest.size() < comment.size();
  const bool is_prose = rest.size() > 1 && (kSpaces.find(rest[1]) != kSpaces.npos || rest[1] == '/');
  return has_name && (rest[0] == '=' || (rest[0] == ':' && !is_prose));
}

// Where a cut off text ends in a comment that tells of something, or may.
bool ends_in_pairs(std::string_view text) {
  const std::size_t begin = text.rfind("/*");
  if (begin == text.npos || text.find("*/", begin + 2) != text.npos) return false;
  const std::string_view comment = text.substr(begin + 2);
  return comment.find("='") != comment.npos || begins_as_pairs(comment);
}

}  // namespace

// Most statements have no such comment, and scanning one costs some 50 µs.
StatementTrace trace_of(std::string_view statement) {
  const bool names_trace = statement.find(kKey) != statement.npos;
  const bool may_be_cut = statement.size() < kLongestSent && ends_in_pairs(statement);
  if (!names_trace && !may_be_cut) return {};

  const std::string text(statement.substr(0, statement.find('\0')));
  const auto tokens = tokens_of(text);
  if (!tokens) return {};
  const std::size_t certain = certain_until(text, *tokens);

  StatementTrace trace;
  for (const Token& token : *tokens) {
    if (token.start >= certain) break;
    if (token.kind != Token::Kind::comment) continue;
    const std::string_view comment = std::string_view(text).substr(token.start, token.end - token.start);
    trace.context = context_in(comment);
    if (trace.context) return trace;
    const bool is_open = token.end > text.size() || (token.end == text.size() && comment.starts_with("--"));
    trace.cut_off = is_open && (may_be_cut || comment.find(kKey) != comment.npos);
  }
  return trace;
}

}  // namespace lifeguard::sql
