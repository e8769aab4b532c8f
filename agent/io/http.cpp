#include "agent/io/http.hpp"

#include <algorithm>

namespace lifeguard {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

std::optional<std::string> HttpResponse::header(std::string_view wanted) const {
  for (const auto& [name, value] : headers) {
    if (std::ranges::equal(name, wanted, {}, lower, lower)) return value;
  }
  return std::nullopt;
}

}  // namespace lifeguard
