#include "collectors/vector/uuid.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <random>

namespace lifeguard::vector_store {
namespace {

std::string as_text(std::uint64_t high, std::uint64_t low) {
  high = (high & ~std::uint64_t{0xf000}) | 0x4000;  // version 4
  low = (low & 0x3fffffffffffffff) | 0x8000000000000000;
  std::array<char, 37> text{};
  std::snprintf(text.data(), text.size(), "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xffff), static_cast<unsigned>(high & 0xffff),
                static_cast<unsigned>(low >> 48), static_cast<unsigned long long>(low & 0xffffffffffff));
  return text.data();
}

}  // namespace

std::string random_uuid() {
  static std::mt19937_64 random(std::random_device{}());
  return as_text(random(), random());
}

std::string uuid_of(int slot) {
  constexpr std::uint64_t kOwn = 0x6c69666567756172;  // "lifeguar"
  return as_text(kOwn, static_cast<std::uint64_t>(slot));
}

}  // namespace lifeguard::vector_store
