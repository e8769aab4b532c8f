#include "alerts/wording.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cctype>

namespace lifeguard {
namespace {

std::string rule_in_words(std::string rule) {
  std::replace(rule.begin(), rule.end(), '_', ' ');
  return rule;
}

std::string in_capitals(std::string_view word) {
  std::string capitals(word);
  for (char& letter : capitals) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return capitals;
}

std::string how(const Notice& notice) {
  const std::string severity = in_capitals(name_of(notice.incident.severity));
  switch (notice.kind) {
    case Notice::Kind::opened:
      return severity;
    case Notice::Kind::escalated:
      return "Now " + severity;
    case Notice::Kind::resolved:
      return "Resolved";
  }
  return severity;
}

TimePoint end_of(const Notice& notice) {
  return notice.incident.resolved.value_or(notice.at);
}

/// "02:45:59Z", with the date when it is not the day of `today`.
std::string clock_time(TimePoint at, TimePoint today) {
  const std::string full = rfc3339(at);
  const bool same_day =
      std::chrono::floor<std::chrono::days>(at) == std::chrono::floor<std::chrono::days>(today);
  const std::string time = full.substr(11, 8) + "Z";
  return same_day ? time : full.substr(0, 10) + " " + time;
}

}  // namespace

std::string headline(const Notice& notice) {
  const Incident& incident = notice.incident;
  std::string line = fmt::format("{}{}: {} on {}", notice.test ? "TEST " : "", how(notice),
                                 rule_in_words(incident.rule), incident.target);
  if (!incident.service.empty()) line += " (" + incident.service + ")";
  return line;
}

std::string in_tense(const Notice& notice) {
  const std::string& summary = notice.incident.summary;
  return notice.kind == Notice::Kind::resolved ? "It is over. Seen last: " + summary : summary;
}

std::string where(const Incident& incident) {
  std::string place = incident.kind.empty() ? incident.target : incident.kind + " " + incident.target;
  if (!incident.service.empty()) place = "service " + incident.service + ", " + place;
  return place;
}

Seconds age(const Notice& notice) {
  return std::max(Seconds(0), Seconds(end_of(notice) - notice.incident.since));
}

std::string since_when(const Notice& notice) {
  const std::string length = in_words(age(notice));
  const std::string start = clock_time(notice.incident.since, notice.at);
  if (notice.kind != Notice::Kind::resolved) return "for " + length + ", since " + start;
  return "lasted " + length + ", " + start + " to " + clock_time(end_of(notice), notice.at);
}

std::string one_line(const Evidence& evidence) {
  std::string line;
  for (const auto& [label, value] : evidence) {
    line += (line.empty() ? "" : ", ") + label + " " + value;
  }
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  std::replace_if(line.begin(), line.end(), is_space, ' ');
  const auto both_spaces = [](char a, char b) { return a == ' ' && b == ' '; };
  line.erase(std::unique(line.begin(), line.end(), both_spaces), line.end());
  return line;
}

}  // namespace lifeguard
