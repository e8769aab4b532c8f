#include "alerts/rules/n_plus_one.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/rules/statements.hpp"
#include "base/utf8.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

/// All that has one fingerprint in one database.
struct Repeated {
  std::string database, text;
  std::int64_t calls = 0;
  std::vector<const ShownStatement*> statements;
  std::vector<const TraceRepeats*> traces;  // most first
};

std::map<std::string, Repeated> by_key(const Statements& statements) {
  std::map<std::string, Repeated> groups;
  const auto group_of = [&](const std::string& key, const std::string& database,
                            const std::string& text) -> Repeated& {
    Repeated& group = groups[key];
    if (group.text.empty()) group = {database, text, 0, {}, {}};
    return group;
  };
  for (const ShownStatement& statement : statements.shown) {
    if (!statement.text || !statement.text->is_query || statement.text->ours || statement.work.calls == 0)
      continue;
    Repeated& group = group_of(statement_key(statement), statement.database, statement.text->text);
    group.calls += statement.work.calls;
    group.statements.push_back(&statement);
  }
  for (const TraceRepeats& repeats : statements.repeats) {
    const std::string key = statement_key(repeats.database, repeats.fingerprint);
    group_of(key, repeats.database, repeats.text).traces.push_back(&repeats);
  }
  return groups;
}

/// Calls for each transaction; nullopt when the transactions of the database are not known.
std::optional<double> per_transaction(const Repeated& group, const Statements& statements) {
  const auto database = statements.databases.find(group.database);
  if (database == statements.databases.end() || !database->second.transactions) return std::nullopt;
  return static_cast<double>(group.calls) /
         static_cast<double>(std::max<std::int64_t>(*database->second.transactions, 1));
}

// Half of it keeps what is open, so that an incident does not come and go with the load.
std::optional<Severity> severity_of(const Repeated& group, std::optional<double> per_transaction,
                                    const NPlusOneConfig& config) {
  const int seen_in_one_trace = group.traces.empty() ? 0 : group.traces.front()->seen;
  const auto exceeds = [&](double part) {
    const bool many = static_cast<double>(group.calls) >= part * config.calls && per_transaction &&
                      *per_transaction >= part * config.per_transaction;
    return many || seen_in_one_trace >= part * config.per_transaction;
  };
  if (exceeds(1)) return Severity::info;
  if (exceeds(0.5)) return Severity::none;
  return std::nullopt;
}

std::string summary_of(const Repeated& group, std::optional<double> per_transaction,
                       const Statements& statements, const NPlusOneConfig& config) {
  std::string text = "one statement of database " + group.database + " ran ";
  if (per_transaction && *per_transaction >= config.per_transaction) {
    text += fmt::format("{:.0f} times per transaction ({} calls for {} transactions in {})", *per_transaction,
                        group.calls, *statements.databases.at(group.database).transactions,
                        in_words(*statements.window));
  } else if (!group.traces.empty()) {
    text += fmt::format("at least {} times within one trace", group.traces.front()->seen);
  } else {
    text += fmt::format("{} times in {}", group.calls, in_words(*statements.window));
  }
  return text + ": " + cut_utf8(group.text, 200);
}

std::vector<Evidence> evidence_for(const Repeated& group, const Statements& statements) {
  std::vector<Evidence> evidence;
  for (const ShownStatement* statement : group.statements) {
    if (evidence.size() == kMaxEvidence) break;
    evidence.push_back(evidence_of(*statement, statements));
  }
  for (const TraceRepeats* repeats : group.traces) {
    if (evidence.size() == kMaxEvidence) break;
    evidence.push_back({{"trace", repeats->trace},
                        {"database", repeats->database},
                        {"seen", fmt::format("{} times", repeats->seen)},
                        {"query", cut_utf8(repeats->text, 400)}});
  }
  return evidence;
}

std::string remedy_for(const Repeated& group) {
  const char first = group.text.empty() ? ' ' : group.text.front();
  if (first == 'i' || first == 'I') {
    return "insert many rows with one statement: INSERT … VALUES (…), (…), INSERT … SELECT unnest($1, …), or "
           "COPY";
  }
  if (first == 'u' || first == 'U' || first == 'd' || first == 'D') {
    return "change many rows with one statement: … WHERE id = ANY($1), or UPDATE … FROM (VALUES …)";
  }
  return "fetch the rows with one statement: a JOIN, WHERE id = ANY($1), the ORM's eager loading (includes, "
         "prefetch_related, selectinload, JOIN FETCH, Include), or a DataLoader";
}

}  // namespace

bool NPlusOne::can_clear(const View& view, const Incident& incident) const {
  return !lacks_window(view, incident);
}

std::vector<Finding> NPlusOne::inspect(const View& now) const {
  const Statements* statements = known_window(now);
  if (!statements) return {};
  std::vector<Finding> findings;
  for (const auto& [key, group] : by_key(*statements)) {
    const auto ratio = per_transaction(group, *statements);
    const auto severity = severity_of(group, ratio, config_);
    if (!severity) continue;
    Finding finding;
    finding.key = key;
    finding.severity = *severity;
    finding.since = window_start(now, *statements);
    finding.summary = summary_of(group, ratio, *statements, config_);
    finding.evidence = evidence_for(group, *statements);
    finding.remedy = remedy_for(group);
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
