#include "collectors/app_pool/exposition.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace lifeguard::app_pool {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

constexpr bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
}

/// Reads from the front of a line.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}

  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_blanks() {
    while (skip(' ') || skip('\t')) {
    }
  }
  std::string_view name() {
    std::size_t size = 0;
    while (size < rest_.size() && is_name_character(rest_[size])) ++size;
    return take(size);
  }
  std::optional<std::string> quoted() {
    if (!skip('"')) return std::nullopt;
    std::string text;
    while (!rest_.empty()) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return text;
      if (c == '\\' && !rest_.empty()) {
        c = rest_.front() == 'n' ? '\n' : rest_.front();
        rest_.remove_prefix(1);
      }
      text += c;
    }
    return std::nullopt;
  }
  std::string_view word() { return take(std::min(rest_.find_first_of(" \t"), rest_.size())); }

 private:
  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

std::optional<Labels> read_labels(Cursor& cursor) {
  Labels labels;
  if (!cursor.skip('{')) return labels;
  for (;;) {
    cursor.skip_blanks();
    if (cursor.skip('}')) break;
    const std::string_view name = cursor.name();
    cursor.skip_blanks();
    if (name.empty() || !cursor.skip('=')) return std::nullopt;
    cursor.skip_blanks();
    auto value = cursor.quoted();
    if (!value) return std::nullopt;
    labels.emplace_back(name, std::move(*value));
    cursor.skip_blanks();
    if (cursor.skip(',')) continue;
    if (!cursor.skip('}')) return std::nullopt;
    break;
  }
  std::sort(labels.begin(), labels.end());
  return labels;
}

std::optional<double> read_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string first_words(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 40)) shown += c >= ' ' && c < 0x7f ? c : ' ';
  return shown;
}

}  // namespace

std::string_view Line::label(std::string_view name) const {
  for (const auto& [known, value] : labels) {
    if (known == name) return value;
  }
  return {};
}

std::vector<Line> read_exposition(std::string_view text,
                                  const std::function<bool(std::string_view metric)>& wanted) {
  std::map<std::pair<std::string, Labels>, double> series;
  bool metrics = false;
  std::string_view odd;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;

    Cursor cursor(line);
    const std::string_view metric = cursor.name();
    if (metric.empty()) {
      if (odd.empty()) odd = line;
      continue;
    }
    if (metrics && !wanted(metric)) continue;
    auto labels = read_labels(cursor);
    cursor.skip_blanks();
    const auto value = labels ? read_number(cursor.word()) : std::nullopt;
    if (!value) {
      if (odd.empty()) odd = line;
      continue;
    }
    metrics = true;
    if (!wanted(metric) || std::isnan(*value)) continue;
    series.insert_or_assign({std::string(metric), std::move(*labels)}, *value);
  }
  if (!metrics) {
    throw NotMetrics(odd.empty() ? "the page is empty"
                                 : "the page holds no metrics; it begins with \"" + first_words(odd) + "\"");
  }
  std::vector<Line> lines;
  for (const auto& [key, value] : series) lines.push_back({key.first, key.second, value});
  return lines;
}

}  // namespace lifeguard::app_pool
