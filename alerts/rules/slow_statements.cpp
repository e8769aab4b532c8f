#include "alerts/rules/slow_statements.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/rules/statements.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

// From 0.02 to 0.07 ms is threefold too: what the growth costs must be felt, as a share of one core.
constexpr double kFelt = 0.01;
constexpr std::size_t kWholeText = 1000;  // longer ones are cut

struct Verdict {
  Severity severity = Severity::none;
  double growth = 0;  // of the mean against the hour before; 0 when it has not grown enough to be told
};

bool has_past(const ShownStatement& statement, const SlowQueryConfig& config) {
  return statement.baseline && statement.baseline->calls >= config.regression_calls;
}

// Once it is told, a regression is over when half of the growth is gone.
std::optional<Verdict> judge_growth(const ShownStatement& statement, const Statements& statements,
                                    const SlowQueryConfig& config) {
  if (config.regression <= 0 || !has_past(statement, config)) return std::nullopt;
  if (statement.work.calls < config.regression_calls || statement.baseline->mean.count() <= 0)
    return std::nullopt;
  const Seconds before = statement.baseline->mean, now = mean(statement.work);
  const double growth = now / before;
  const bool is_felt = (now - before) * static_cast<double>(statement.work.calls) >= kFelt * *statements.window;
  if (growth >= config.regression && is_felt) return Verdict{Severity::warning, growth};
  if (growth >= (1 + config.regression) / 2.0) return Verdict{Severity::none, 0};
  return std::nullopt;
}

std::optional<Verdict> judge_statement(const ShownStatement& statement, const Statements& statements,
                                       const SlowQueryConfig& config) {
  const bool speaks = statement.text ? statement.text->is_query && !statement.text->ours : statement.text_lost;
  if (!speaks || statement.work.calls == 0) return std::nullopt;
  const auto slow = judge(mean(statement.work), config.running);
  auto verdict = judge_growth(statement, statements, config);
  if (!verdict && !slow) return std::nullopt;
  if (!verdict) verdict = Verdict{};
  // What has ended wakes nobody: critical is for what still runs.
  verdict->severity = std::max(verdict->severity, std::min(slow.value_or(Severity::none), Severity::warning));
  return verdict;
}

std::string summary_of(const ShownStatement& statement, const Statements& statements, const Verdict& verdict) {
  const StatementCounters& work = statement.work;
  const std::string now = fmt::format("{} on average over {} calls in the last {}", in_fine_words(mean(work)),
                                      work.calls, in_words(*statements.window));
  std::string text = "a statement of database " + statement.database;
  if (verdict.growth > 0) {
    text += fmt::format(" takes {:.{}f} times as long as in the hour before: {}, {} before", verdict.growth,
                        verdict.growth < 10 ? 1 : 0, now, in_fine_words(statement.baseline->mean));
  } else {
    text += " takes " + now;
  }
  return text + ": " + in_words(statement, 200);
}

std::string remedy_for(const ShownStatement& statement, const Verdict& verdict, int server_version) {
  const bool runs_as_it_stands =
      server_version >= 160000 && statement.text && statement.text->text.size() < kWholeText;
  std::string remedy =
      runs_as_it_stands
          ? "EXPLAIN (GENERIC_PLAN) " + statement.text->text + ";  -- in database " + statement.database
          : "EXPLAIN (ANALYZE, BUFFERS) it in database " + statement.database + " with its parameters";
  remedy +=
      verdict.growth > 0
          ? "; what changed is most often an index that went, statistics that are stale (ANALYZE its tables), "
            "more rows, or waiting for locks, which counts too"
          : "; look for scans of whole tables, and for sorts that spill to disk";
  return remedy;
}

}  // namespace

bool lacks_past(const View& view, const Incident& incident, const SlowQueryConfig& config) {
  const Statements* statements = known_window(view);
  if (!statements || !has_evidence(incident, "mean before")) return false;
  return std::any_of(statements->shown.begin(), statements->shown.end(), [&](const ShownStatement& statement) {
    return statement_key(statement) == incident.key && !has_past(statement, config);
  });
}

std::vector<Finding> slow_statements(const View& now, const SlowQueryConfig& config) {
  const Statements* statements = known_window(now);
  if (!statements) return {};
  const TimePoint since = window_start(now, *statements);
  std::map<std::string, Finding> findings;
  for (const ShownStatement& statement : statements->shown) {
    const auto verdict = judge_statement(statement, *statements, config);
    if (!verdict) continue;
    const std::string key = statement_key(statement);
    auto [found, is_new] = findings.try_emplace(key);
    Finding& finding = found->second;
    if (is_new || verdict->severity > finding.severity) {
      finding.key = key;
      finding.severity = verdict->severity;
      finding.since = since;
      finding.summary = summary_of(statement, *statements, *verdict);
      finding.remedy = remedy_for(statement, *verdict, postgres_facts(now).identity.version);
    }
    if (finding.evidence.size() < kMaxEvidence) {
      finding.evidence.push_back(evidence_of(statement, *statements));
    }
  }
  std::vector<Finding> list;
  for (auto& [key, finding] : findings) list.push_back(std::move(finding));
  return list;
}

}  // namespace lifeguard
