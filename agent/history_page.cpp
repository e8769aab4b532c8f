#include "agent/history_page.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "agent/api.hpp"
#include "agent/history_request.hpp"
#include "agent/waits_json.hpp"
#include "alerts/json_text.hpp"
#include "collectors/kinds.hpp"
#include "collectors/postgres/series.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {

namespace json = boost::json;

namespace {

Page error_page(int status, std::string_view message) {
  return {status, "application/json", api::error(message)};
}

Page json_page(const json::object& page) {
  return {200, "application/json", text_of(page)};
}

std::string_view metric_of(std::string_view series) {
  return series.substr(0, series.find('{'));
}

bool is_counter(std::string_view series) {
  return metric_of(series).ends_with("_total");
}

std::string_view meaning_of(std::string_view metric) {
  constexpr std::string_view kPrefix = "lifeguard_";
  for (const MetricDef* exported : collector_metrics()) {
    if (exported->name.substr(kPrefix.size()) == metric) return exported->help;
  }
  const std::string_view meaning = postgres::meaning_of(metric);
  return meaning.empty() ? redis::meaning_of(metric) : meaning;
}

json::object heading(std::string_view series) {
  const std::string_view meaning = meaning_of(metric_of(series));
  json::object object{{"series", series}, {"type", is_counter(series) ? "counter" : "gauge"}};
  object["meaning"] = meaning.empty() ? json::value(nullptr) : json::value(meaning);
  return object;
}

json::object list_of_series(const std::string& target, const Past& past) {
  json::array series;
  for (const std::string& name : past.history.series(target)) series.push_back(heading(name));
  if (!past.waits.of(target).empty()) {
    series.push_back(json::object{{"series", "waits"},
                                  {"type", "seconds by minute"},
                                  {"meaning", "session-seconds by wait event, application and statement"}});
  }
  return {{"target", target}, {"series", std::move(series)}};
}

// A counter's last value is exact; its smallest and largest are kept for gauges.
json::object step_json(const HistoryStep& step, bool counter) {
  json::object object{{"time", rfc3339(step.start)}};
  if (!counter) {
    object["min"] = step.min;
    object["max"] = step.max;
  }
  object["last"] = step.last;
  return object;
}

json::array steps_of(const std::string& target, const HistoryRequest& request, const Past& past) {
  const TimePoint from = past.now - std::chrono::minutes(request.minutes);
  json::array found;
  for (const std::string& series : past.history.series(target)) {
    if (series != *request.series && metric_of(series) != *request.series) continue;
    json::array steps;
    for (const HistoryStep& step : past.history.of(target, series)) {
      if (step.start > from) steps.push_back(step_json(step, is_counter(series)));
    }
    json::object object = heading(series);
    object["steps"] = std::move(steps);
    found.push_back(std::move(object));
  }
  return found;
}

json::object not_known(const std::string& target, const HistoryRequest& request) {
  const char* why = request.asks_for_waits()
                        ? "waits are of PostgreSQL, and this target was not looked at yet or is not one"
                        : "no such series in the last 60 minutes; /api/history lists those that are";
  return {{"target", target}, {"error", why}};
}

json::object with_series(const std::vector<std::string>& targets, const HistoryRequest& request,
                         const Past& past) {
  json::array known, unknown;
  for (const std::string& target : targets) {
    if (request.asks_for_waits()) {
      const auto minutes = past.waits.of(target);
      if (!minutes.empty())
        known.push_back(waits_json(target, minutes, request, past.now));
      else
        unknown.push_back(not_known(target, request));
      continue;
    }
    json::array series = steps_of(target, request, past);
    if (series.empty())
      unknown.push_back(not_known(target, request));
    else
      known.push_back(json::object{{"target", target}, {"series", std::move(series)}});
  }
  json::object page{{"series", *request.series}, {"minutes", request.minutes}};
  if (request.asks_for_waits())
    page["by"] = name_of(request.by);
  else
    page["step_seconds"] = History::kStep.count();
  page["targets"] = std::move(known);
  page["unknown"] = std::move(unknown);
  return page;
}

}  // namespace

Page history_page(const std::map<std::string, std::string>& parameters, const Past& past) {
  HistoryRequest request;
  try {
    request = parse_history_request(parameters);
  } catch (const std::invalid_argument& error) {
    return error_page(400, error.what());
  }
  std::vector<std::string> targets = past.targets;
  if (request.target) {
    std::erase_if(targets, [&](const std::string& target) { return target != *request.target; });
    if (targets.empty()) return error_page(404, "no such target; /api/health lists them");
  }
  if (!request.series) {
    json::array listed;
    for (const std::string& target : targets) listed.push_back(list_of_series(target, past));
    return json_page({{"step_seconds", History::kStep.count()}, {"targets", std::move(listed)}});
  }
  json::object page = with_series(targets, request, past);
  if (page.at("targets").as_array().empty()) {
    return error_page(404, "no target has such a series; /api/history lists those that are");
  }
  return json_page(page);
}

}  // namespace lifeguard
