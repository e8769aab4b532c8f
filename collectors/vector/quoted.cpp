#include "collectors/vector/quoted.hpp"

#include "base/utf8.hpp"

namespace lifeguard::vector_store {

std::string shortened(std::string_view said) {
  constexpr std::size_t kMost = 200;
  return cut_utf8(said, kMost);
}

std::string without(std::string text, std::string_view secret) {
  constexpr std::string_view kMask = "***";
  if (secret.size() <= kMask.size()) return text;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kMask.size()))
    text.replace(at, secret.size(), kMask);
  return text;
}

}  // namespace lifeguard::vector_store
