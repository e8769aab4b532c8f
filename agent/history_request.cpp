#include "agent/history_request.hpp"

#include <charconv>
#include <string_view>

namespace lifeguard {
namespace {

using Parameters = std::map<std::string, std::string>;

std::optional<std::string> text_in(const Parameters& parameters, const std::string& name) {
  const auto given = parameters.find(name);
  if (given == parameters.end()) return std::nullopt;
  return given->second;
}

int minutes_in(const std::string& text) {
  int minutes = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, minutes);
  if (error != std::errc{} || rest != end || minutes < 1 || minutes > 60) {
    throw std::invalid_argument("minutes is not a whole number from 1 to 60");
  }
  return minutes;
}

WaitsBy by_in(const std::string& text) {
  for (const WaitsBy by : {WaitsBy::wait_event, WaitsBy::application, WaitsBy::statement}) {
    if (text == name_of(by)) return by;
  }
  throw std::invalid_argument("by is not one of wait_event, application and statement");
}

}  // namespace

std::string_view name_of(WaitsBy by) {
  switch (by) {
    case WaitsBy::everything:
      return "everything";
    case WaitsBy::wait_event:
      return "wait_event";
    case WaitsBy::application:
      return "application";
    case WaitsBy::statement:
      return "statement";
  }
  return "everything";
}

HistoryRequest parse_history_request(const Parameters& parameters) {
  HistoryRequest request;
  request.series = text_in(parameters, "series");
  // The same name as on /metrics does too.
  constexpr std::string_view kPrefix = "lifeguard_";
  if (request.series && request.series->starts_with(kPrefix)) request.series->erase(0, kPrefix.size());
  request.target = text_in(parameters, "target");
  if (const auto minutes = text_in(parameters, "minutes")) request.minutes = minutes_in(*minutes);
  if (const auto by = text_in(parameters, "by")) {
    request.by = by_in(*by);
    if (!request.asks_for_waits()) throw std::invalid_argument("by goes with series=waits only");
  }
  return request;
}

}  // namespace lifeguard
