#include "alerts/receivers/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace lifeguard {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(bytes_of(text), bytes_of(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::optional<std::string> base64_decoded(std::string_view text) {
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  std::string bytes(text.size() / 4 * 3, '\0');
  if (text.size() % 4 != 0 || padding > 2 || text.substr(text.size() - padding) != std::string(padding, '=')) {
    return std::nullopt;
  }
  const int length = EVP_DecodeBlock(bytes_of(bytes), bytes_of(text), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(length) - padding);  // EVP_DecodeBlock counts the padding as bytes
  return bytes;
}

}  // namespace lifeguard
