#include "config/secret.hpp"

#include <stdexcept>

#include "config/file_text.hpp"

namespace lifeguard {

std::string Secret::read() const {
  if (file.empty()) return value;
  try {
    std::string text = file_text(file);
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    return text;
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("cannot read " + file + ": " + error.what());
  }
}

}  // namespace lifeguard
