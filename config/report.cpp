#include "config/report.hpp"

#include <algorithm>

namespace lifeguard {
namespace {

std::string at(const Place& place, std::string_view what) {
  std::string text = place.source;
  if (place.line > 0) text += ':' + std::to_string(place.line);
  return text.append(": ").append(what);
}

}  // namespace

void Report::problem(const Place& place, std::string_view what) {
  problems_.push_back({place.line, at(place, what)});
}

void Report::warning(const Place& place, std::string_view what) {
  warnings_.push_back(at(place, what));
}

std::vector<std::string> Report::problems() const {
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Problem& a, const Problem& b) { return a.line < b.line; });
  std::vector<std::string> texts;
  for (Problem& problem : sorted) texts.push_back(std::move(problem.text));
  return texts;
}

std::string printable(std::string_view key) {
  constexpr std::size_t kLongest = 60;
  std::string text(key.substr(0, kLongest));
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) c = '?';
  }
  return key.size() > kLongest ? text + "…" : text;
}

}  // namespace lifeguard
