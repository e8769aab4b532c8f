#include "agent/waits_json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

namespace lifeguard {

namespace json = boost::json;

namespace {

using postgres::ActiveSession;
using postgres::WaitMinute;
using postgres::WaitStatement;

using SecondsAt = std::map<ActiveSession, double>;

ActiveSession only(WaitsBy by, const ActiveSession& at) {
  switch (by) {
    case WaitsBy::everything:
      return at;
    case WaitsBy::wait_event:
      return {at.at, {}, nullptr};
    case WaitsBy::application:
      return {{}, at.application, nullptr};
    case WaitsBy::statement:
      return {{}, {}, at.statement};
  }
  return at;
}

json::object cell_json(WaitsBy by, const ActiveSession& at, double seconds) {
  json::object object;
  if (by == WaitsBy::everything || by == WaitsBy::wait_event) {
    object["wait_event_type"] = at.at.type;
    object["wait_event"] = at.at.event;
  }
  if (by == WaitsBy::everything || by == WaitsBy::application) object["application"] = at.application;
  if (at.statement) {
    const WaitStatement& statement = *at.statement;
    object["database"] = statement.database;
    object["query"] = statement.text.empty() ? json::value(nullptr) : json::value(statement.text);
    object["queryid"] =
        statement.query_id ? json::value(std::to_string(*statement.query_id)) : json::value(nullptr);
  }
  object["seconds"] = seconds;
  return object;
}

/// Seconds by what is asked for, of one minute or of several.
struct Sum {
  Seconds observed{};
  int most_hidden_sessions = 0;
  double all = 0, other = 0;
  SecondsAt seconds;

  void add(const WaitMinute& minute, WaitsBy by) {
    observed += minute.observed;
    most_hidden_sessions = std::max(most_hidden_sessions, minute.most_hidden_sessions);
    other += minute.other_seconds;
    all += minute.other_seconds;
    for (const auto& [at, amount] : minute.cells) {
      seconds[only(by, *at)] += amount;
      all += amount;
    }
  }
};

json::object sum_json(const Sum& sum, WaitsBy by) {
  std::vector<const SecondsAt::value_type*> ranking;
  for (const auto& cell : sum.seconds) ranking.push_back(&cell);
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const auto* a, const auto* b) { return a->second > b->second; });
  json::array cells;
  for (const auto* cell : ranking) cells.push_back(cell_json(by, cell->first, cell->second));
  return {{"observed_seconds", sum.observed.count()},
          {"hidden_sessions", sum.most_hidden_sessions},
          {"seconds", sum.all},
          {"other_seconds", sum.other},
          {"cells", std::move(cells)}};
}

}  // namespace

json::object waits_json(const std::string& target, const std::vector<WaitMinute>& minutes,
                        const HistoryRequest& request, TimePoint now) {
  const TimePoint from = now - std::chrono::minutes(request.minutes);
  Sum all;
  json::array by_minute;
  for (const WaitMinute& minute : minutes) {
    if (minute.start + std::chrono::minutes(1) <= from) continue;
    all.add(minute, request.by);
    Sum sum;
    sum.add(minute, request.by);
    json::object object = sum_json(sum, request.by);
    object["time"] = rfc3339(minute.start);
    by_minute.push_back(std::move(object));
  }
  return {{"target", target}, {"total", sum_json(all, request.by)}, {"minutes", std::move(by_minute)}};
}

}  // namespace lifeguard
