#include "collectors/vector/percent.hpp"

namespace lifeguard::vector_store {
namespace {

constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view kHex = "0123456789ABCDEF";

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char each : text) {
    if (kPlain.find(each) != kPlain.npos) {
      encoded += each;
      continue;
    }
    const auto byte = static_cast<unsigned char>(each);
    encoded += {'%', kHex[byte / 16], kHex[byte % 16]};
  }
  return encoded;
}

}  // namespace lifeguard::vector_store
