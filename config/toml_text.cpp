#include "config/toml_text.hpp"

#include <spdlog/fmt/fmt.h>

namespace lifeguard {

std::string toml_text(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result.append(1, '\\').append(1, c);
    } else if (c == '$') {
      result += "$$";  // or it would expand when read
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\u{:04x}", byte);
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string toml_text(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) result += (result.empty() ? "" : ", ") + toml_text(text);
  return '[' + result + ']';
}

std::string toml_text(Seconds length) {
  return toml_text(duration_text(length));
}
std::string toml_text(Bytes bytes) {
  return toml_text(bytes_text(bytes));
}
std::string toml_text(int number) {
  return std::to_string(number);
}
std::string toml_text(double number) {
  return fmt::format("{}", number);
}
std::string toml_text(bool truth) {
  return truth ? "true" : "false";
}

}  // namespace lifeguard
