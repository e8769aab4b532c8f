#include "agent/io/request_target.hpp"

#include <algorithm>
#include <charconv>

namespace lifeguard {
namespace {

enum class Plus { literal, space };

std::optional<std::string> decoded(std::string_view text, Plus plus) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && plus == Plus::space) {
      out += ' ';
    } else if (text[at] != '%') {
      out += text[at];
    } else {
      const std::string_view digits = text.substr(at + 1, 2);
      unsigned char code = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
      const bool both = digits.size() == 2 && end == digits.data() + digits.size();
      if (error != std::errc{} || !both) return std::nullopt;
      out += static_cast<char>(code);
      at += 2;
    }
  }
  return out;
}

/// Cuts `text` at the first `mark` and returns what came before it.
std::string_view take_until(std::string_view& text, char mark) {
  const std::string_view head = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(head.size() + 1, text.size()));
  return head;
}

}  // namespace

std::optional<RequestTarget> parse_target(std::string_view target) {
  if (const auto scheme = target.find("://"); target.starts_with("http") && scheme != target.npos) {
    target.remove_prefix(std::min(target.find('/', scheme + 3), target.size()));
    if (target.empty()) target = "/";
  }
  if (!target.starts_with('/')) return std::nullopt;

  RequestTarget result;
  const auto path = decoded(take_until(target, '?'), Plus::literal);
  if (!path) return std::nullopt;
  result.path = *path;
  while (!target.empty()) {
    std::string_view value = take_until(target, '&');
    const auto name = decoded(take_until(value, '='), Plus::space);
    const auto text = decoded(value, Plus::space);
    if (!name || !text) return std::nullopt;
    if (!name->empty()) result.query.emplace(*name, *text);
  }
  return result;
}

}  // namespace lifeguard
