#include "exporters/open_metrics_histogram.hpp"

#include <spdlog/fmt/fmt.h>

namespace lifeguard {
namespace {

std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    text += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return text;
}

// OpenMetrics' canonical numbers: a bound is 1.0, not 1, so that a series has one name.
std::string canonical(double bound) {
  const std::string text = fmt::format("{}", bound);
  return text.find_first_not_of("0123456789") == text.npos ? text + ".0" : text;
}

// The labels stay far below the 128 characters that there is room for.
std::string text_of(const Exemplar& exemplar) {
  const auto micros = exemplar.at.time_since_epoch().count();
  return fmt::format(R"( # {{trace_id="{}",span_id="{}"}} {} {}.{:06})", sql::hex(exemplar.trace_id),
                     sql::hex(exemplar.span_id), exemplar.value, micros / 1'000'000, micros % 1'000'000);
}

}  // namespace

std::string open_metrics_lines(std::string_view name, const Labels& labels, const Distribution& distribution) {
  std::string named;
  for (const auto& [label, value] : labels) {
    named += fmt::format(R"({}{}="{}")", named.empty() ? "" : ",", label, escaped(value));
  }
  std::string text;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < distribution.buckets.size(); ++i) {
    const Distribution::Bucket& bucket = distribution.buckets[i];
    const std::string bound = i < distribution.bounds.size() ? canonical(distribution.bounds[i]) : "+Inf";
    count += bucket.count;
    text += fmt::format(R"({}_bucket{{{}{}le="{}"}} {})", name, named, named.empty() ? "" : ",", bound, count);
    if (bucket.exemplar) text += text_of(*bucket.exemplar);
    text += '\n';
  }
  const std::string braced = named.empty() ? "" : '{' + named + '}';
  text += fmt::format("{}_sum{} {}\n", name, braced, distribution.sum);
  return text + fmt::format("{}_count{} {}\n", name, braced, count);
}

}  // namespace lifeguard
