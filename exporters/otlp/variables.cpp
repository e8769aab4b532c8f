#include "exporters/otlp/variables.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>

namespace lifeguard::otlp {
namespace {

constexpr long long kMost = 86'400'000;  // a day of milliseconds

std::string upper(std::string_view text) {
  std::string raised(text);
  std::transform(raised.begin(), raised.end(), raised.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
  return raised;
}

}  // namespace

std::optional<Said> Variables::find(const std::string& variable) const {
  const auto found = environment_.find(variable);
  if (found == environment_.end()) return std::nullopt;
  return Said{variable, found->second};
}

std::optional<Said> Variables::find_own(Signal signal, std::string_view pattern) const {
  return find(fmt::format(fmt::runtime(pattern), upper(name_of(signal))));
}

std::optional<Said> Variables::find(Signal signal, std::string_view ending) const {
  const auto own = find(fmt::format("OTEL_EXPORTER_OTLP_{}_{}", upper(name_of(signal)), ending));
  return own ? own : find(fmt::format("OTEL_EXPORTER_OTLP_{}", ending));
}

std::string Variables::text(Signal signal, std::string_view ending, const std::string& otherwise) const {
  const auto said = find(signal, ending);
  return said ? said->text : otherwise;
}

std::optional<std::size_t> Variables::number(const std::string& variable, long long least) {
  const auto said = find(variable);
  if (!said) return std::nullopt;
  long long count = 0;
  const char* end = said->text.data() + said->text.size();
  const auto [rest, error] = std::from_chars(said->text.data(), end, count);
  if (error == std::errc{} && rest == end && count >= least && count <= kMost)
    return static_cast<std::size_t>(count);
  warn(*said, "is not a number that can be used, and is passed over");
  return std::nullopt;
}

std::optional<Seconds> Variables::millis(const std::string& variable, long long least) {
  const auto count = number(variable, least);
  return count ? std::optional(Seconds(static_cast<double>(*count) / 1000)) : std::nullopt;
}

void Variables::warn(const Said& said, std::string_view what) {
  std::string warning = fmt::format("{}: {}", said.variable, what);
  if (std::find(warnings_.begin(), warnings_.end(), warning) == warnings_.end())
    warnings_.push_back(std::move(warning));
}

}  // namespace lifeguard::otlp
