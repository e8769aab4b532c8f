#include "alerts/rules/statements.hpp"

#include <spdlog/fmt/fmt.h>

#include "alerts/rules/sessions.hpp"
#include "base/utf8.hpp"

namespace lifeguard {

using namespace postgres;

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

}  // namespace

const Statements* known_window(const View& view) {
  const Statements* statements = postgres_facts(view).statements.get();
  return statements && statements->window ? statements : nullptr;
}

bool lacks_window(const View& view, const Incident& incident) {
  return postgres_facts(view).statements && !known_window(view) &&
         (has_evidence(incident, "queryid") || has_evidence(incident, "trace"));
}

TimePoint window_start(const View& view, const Statements& statements) {
  const auto& activity = postgres_facts(view).activity;
  const Seconds since_reading = activity ? age(*activity, statements.taken) : Seconds(0);
  return view.snapshot.taken - since_reading - *statements.window;
}

std::string statement_key(const std::string& database, const std::string& fingerprint) {
  return database + "/" + fingerprint;
}

std::string statement_key(const ShownStatement& statement) {
  return statement_key(statement.database, statement.text ? statement.text->fingerprint
                                                          : "queryid " + std::to_string(statement.id.query));
}

Evidence evidence_of(const ShownStatement& statement, const Statements& statements) {
  const StatementCounters& work = statement.work;
  Evidence evidence{{"database", statement.database},
                    {"queryid", std::to_string(statement.id.query)},
                    {"users", joined(statement.users)},
                    {"calls", fmt::format("{} in {}", work.calls, in_words(*statements.window))},
                    {"mean", in_fine_words(mean(work))}};
  if (statement.baseline && statement.baseline->calls >= 1) {
    evidence.emplace_back("mean before",
                          fmt::format("{} ({:.0f} calls in the hour before)",
                                      in_fine_words(statement.baseline->mean), statement.baseline->calls));
  }
  if (statement.longest.count() > 0) {
    evidence.emplace_back("longest", in_fine_words(statement.longest) +
                                         (statements.reset ? " since " + rfc3339(*statements.reset) : ""));
  }
  if (statements.work.time.count() > 0) {
    evidence.emplace_back("share of time", percent(work.time / statements.work.time));
  }
  if (statement.text) evidence.emplace_back("query", cut_utf8(statement.text->text, 400));
  return evidence;
}

std::string in_words(const ShownStatement& statement, std::size_t limit) {
  if (statement.text) return cut_utf8(statement.text->text, limit);
  return "queryid " + std::to_string(statement.id.query) + ", whose text cannot be read";
}

std::string in_fine_words(Seconds length) {
  const double milliseconds = length.count() * 1000;
  if (milliseconds >= 100) return in_words(length);
  if (milliseconds < 0.01) return fmt::format("{:.0f} µs", milliseconds * 1000);
  return fmt::format("{:.{}f} ms", milliseconds, milliseconds >= 10 ? 0 : milliseconds >= 1 ? 1 : 2);
}

}  // namespace lifeguard
