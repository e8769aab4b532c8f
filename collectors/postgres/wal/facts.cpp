#include "collectors/postgres/wal/facts.hpp"

#include <charconv>

namespace lifeguard::postgres {
namespace {

std::optional<std::int64_t> hexadecimal(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

// Eight digits each: the timeline, the upper half of the position, the number of the segment in it.
std::optional<std::int64_t> start_of_wal_file(const std::string& name, std::int64_t segment_size) {
  if (name.size() != 24) return std::nullopt;
  const auto upper = hexadecimal(std::string_view(name).substr(8, 8));
  const auto segment = hexadecimal(std::string_view(name).substr(16, 8));
  if (!upper || !segment) return std::nullopt;
  return (*upper << 32) + *segment * segment_size;
}

}  // namespace lifeguard::postgres
