#include "alerts/receivers/slack_text.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace lifeguard {
namespace {

constexpr std::string_view kFence = "```";

std::string_view escaped(std::string_view character) {
  if (character == "&") return "&amp;";
  if (character == "<") return "&lt;";
  if (character == ">") return "&gt;";
  return character;
}

}  // namespace

std::string slack_text(std::string_view text, std::size_t limit) {
  constexpr std::string_view kEllipsis = "…";
  std::string out;
  std::size_t room_for_ellipsis = 0;  // the longest beginning that leaves room for it
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text, at));
    const std::string_view next = escaped(text.substr(at, length));
    if (out.size() + next.size() > limit) return out.erase(room_for_ellipsis).append(kEllipsis);
    out += next;
    if (out.size() + kEllipsis.size() <= limit) room_for_ellipsis = out.size();
    at += length;
  }
  return out;
}

std::string slack_code(std::string text) {
  for (std::size_t at; (at = text.find(kFence)) != std::string::npos;) text.replace(at, kFence.size(), "'''");
  return std::string(kFence).append(text).append(kFence);
}

}  // namespace lifeguard
