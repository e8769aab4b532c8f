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

constexpr std::size_t kShown = 60;

std::string shown(std::string_view line) {
  std::string text;
  for (const char c : line.substr(0, kShown)) text += c >= ' ' && c < 0x7f ? c : ' ';
  return text + (line.size() > kShown ? "…" : "");
}

void note(Oddity& oddity, std::string_view line) {
  if (oddity.times++ == 0) oddity.first = shown(line);
}

// Of HTML some lines may look like metrics.
bool is_markup(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && text[first] == '<';
}

std::string why_not(std::string_view text, std::string_view odd) {
  const std::string advice =
      "; url must be the page of metrics itself, such as /metrics or /actuator/prometheus";
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return "the page is empty" + advice;
  if (is_markup(text)) odd = text.substr(first, text.find('\n', first) - first);
  if (odd.empty()) return "the page holds no metrics, only comments" + advice;
  return (is_markup(text) ? "the page is HTML" : "the page holds no metrics") +
         ("; it begins with \"" + shown(odd) + '"') + advice;
}

}  // namespace

std::string_view Line::label(std::string_view name) const {
  for (const auto& [known, value] : labels) {
    if (known == name) return value;
  }
  return {};
}

Exposition read_exposition(std::string_view text, const std::function<bool(std::string_view metric)>& wanted) {
  Exposition page;
  std::map<std::pair<std::string, Labels>, double> series;
  bool metrics = false;
  std::string_view odd;
  for (std::string_view rest = text; !rest.empty() && !is_markup(text);) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;

    Cursor cursor(line);
    const std::string_view metric = cursor.name();
    const bool is_wanted = metric.empty() || wanted(metric);
    if (metrics && !is_wanted) continue;
    auto labels = read_labels(cursor);
    cursor.skip_blanks();
    const auto value = labels && !metric.empty() ? read_number(cursor.word()) : std::nullopt;
    if (!value) {
      if (odd.empty()) odd = line;
      if (is_wanted) note(page.unreadable, line);
      continue;
    }
    metrics = true;
    if (!is_wanted) continue;
    if (std::isnan(*value)) {
      note(page.not_numbers, line);
      continue;
    }
    const bool is_new = series.insert_or_assign({std::string(metric), std::move(*labels)}, *value).second;
    if (!is_new) note(page.repeated, line);
  }
  if (!metrics) throw NotMetrics(why_not(text, odd));
  for (const auto& [key, value] : series) page.lines.push_back({key.first, key.second, value});
  return page;
}

}  // namespace lifeguard::app_pool
