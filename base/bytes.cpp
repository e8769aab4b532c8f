#include "base/bytes.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <charconv>
#include <cmath>

namespace lifeguard {
namespace {

struct Unit {
  std::string_view name, short_name;
  double size;
};

constexpr std::array<Unit, 5> kUnits{
    {{"B", "B", 1}, {"KiB", "kB", 1024}, {"MiB", "MB", 0x1p20}, {"GiB", "GB", 0x1p30}, {"TiB", "TB", 0x1p40}}};
constexpr double kMost = 0x1p60;

}  // namespace

std::string in_words(Bytes bytes) {
  const auto size = static_cast<double>(bytes.count);
  if (size < 0) return "-" + in_words(Bytes{-bytes.count});
  if (size < 1024) return fmt::format("{} {}", bytes.count, bytes.count == 1 ? "byte" : "bytes");
  auto unit = kUnits.begin() + 1;
  while (unit + 1 != kUnits.end() && size >= (unit + 1)->size) ++unit;
  const double amount = size / unit->size;
  return fmt::format("{:.{}f} {}", amount, amount < 10 ? 1 : 0, unit->name);
}

std::optional<Bytes> parse_bytes(std::string_view text) {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || !std::isfinite(number)) return std::nullopt;
  const std::string_view suffix(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const Unit& unit : kUnits) {
    if (suffix != unit.name && suffix != unit.short_name) continue;
    const double size = number * unit.size;
    if (size > kMost) return std::nullopt;
    return Bytes{std::llround(size)};
  }
  return std::nullopt;
}

std::string bytes_text(Bytes bytes) {
  for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit) {
    const auto size = std::llround(unit->size);
    if (bytes.count >= size && bytes.count % size == 0) {
      return fmt::format("{}{}", bytes.count / size, unit->name);
    }
  }
  return fmt::format("{}B", bytes.count);
}

}  // namespace lifeguard
