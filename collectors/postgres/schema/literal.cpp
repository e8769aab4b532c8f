#include "collectors/postgres/schema/literal.hpp"

namespace lifeguard::postgres {

std::string quoted_literal(const std::string& text) {
  std::string quoted = text.find('\\') == std::string::npos ? "'" : "E'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

}  // namespace lifeguard::postgres
