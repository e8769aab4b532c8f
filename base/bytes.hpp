#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifeguard {

/// An amount of memory, disk or WAL.
struct Bytes {
  std::int64_t count = 0;
  auto operator<=>(const Bytes&) const = default;
};

inline constexpr Bytes operator""_KiB(unsigned long long n) {
  return {static_cast<std::int64_t>(n) << 10};
}
inline constexpr Bytes operator""_MiB(unsigned long long n) {
  return {static_cast<std::int64_t>(n) << 20};
}
inline constexpr Bytes operator""_GiB(unsigned long long n) {
  return {static_cast<std::int64_t>(n) << 30};
}

/// For people, to two or three digits: "512 bytes", "8.0 KiB", "1.2 GiB".
std::string in_words(Bytes);

/// Reads "512B", "64MB", "1GiB"; MB and MiB are both 1,048,576 bytes, as PostgreSQL and Redis have it. Nothing
/// else: a bare number has no unit, so it is refused.
std::optional<Bytes> parse_bytes(std::string_view);

/// The inverse of parse_bytes, in the largest unit that divides it: "1GiB", "1536MiB".
std::string bytes_text(Bytes);

}  // namespace lifeguard
