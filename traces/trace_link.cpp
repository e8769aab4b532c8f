#include "traces/trace_link.hpp"

#include <cctype>

namespace lifeguard::traces {
namespace {

bool is_hex(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

bool stands_for_itself(char c) {
  constexpr std::string_view kMarks = "-._~:/?#[]@!$&'()*+,;=";
  const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
  return is_ascii && (std::isalnum(static_cast<unsigned char>(c)) != 0 || kMarks.find(c) != kMarks.npos);
}

}  // namespace

std::string trace_link(std::string_view form, std::string_view trace_id) {
  constexpr std::string_view kPlace = "{trace_id}";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string link;
  for (std::size_t at = 0; at < form.size(); ++at) {
    const std::string_view rest = form.substr(at);
    const bool is_encoded = rest.size() > 2 && rest[0] == '%' && is_hex(rest[1]) && is_hex(rest[2]);
    if (rest.starts_with(kPlace)) {
      link += trace_id;
      at += kPlace.size() - 1;
    } else if (is_encoded || stands_for_itself(rest[0])) {
      link += rest[0];
    } else {
      const auto byte = static_cast<unsigned char>(rest[0]);
      link += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return link;
}

}  // namespace lifeguard::traces
