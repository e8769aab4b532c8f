#include <algorithm>
#include <boost/json.hpp>

#include "agent/api.hpp"
#include "alerts/json_text.hpp"
#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::api {

namespace json = boost::json;

namespace {

using postgres::ShownStatement;
using postgres::StatementCounters;
using postgres::Statements;

json::value ratio_or_null(double part, double whole) {
  return whole > 0 ? json::value(part / whole) : json::value(nullptr);
}

json::object trend_json(const ShownStatement& statement) {
  json::object object{{"baseline_mean_seconds", nullptr}, {"baseline_calls", nullptr}, {"trend", nullptr}};
  if (!statement.baseline) return object;
  object["baseline_mean_seconds"] = statement.baseline->mean.count();
  object["baseline_calls"] = statement.baseline->calls;
  object["trend"] = ratio_or_null(mean(statement.work).count(), statement.baseline->mean.count());
  return object;
}

json::object query_json(const std::string& target, const ShownStatement& statement,
                        const Statements& statements) {
  const StatementCounters& work = statement.work;
  json::object object{{"target", target},
                      {"database", statement.database},
                      {"queryid", std::to_string(statement.id.query)},
                      {"users", json::array(statement.users.begin(), statement.users.end())}};
  object["query"] = statement.text ? json::value(statement.text->text) : json::value(nullptr);
  object["fingerprint"] = statement.text ? json::value(statement.text->fingerprint) : json::value(nullptr);
  object["calls"] = work.calls;
  object["total_seconds"] = work.time.count();
  object["mean_seconds"] = mean(work).count();
  object["max_seconds"] = statement.longest.count();
  object["max_since"] = statements.reset ? json::value(rfc3339(*statements.reset)) : json::value(nullptr);
  object["rows"] = work.rows;
  object["share"] = ratio_or_null(work.time.count(), statements.work.time.count());
  object["cache_hit_ratio"] = ratio_or_null(static_cast<double>(work.blocks_hit),
                                            static_cast<double>(work.blocks_hit + work.blocks_read));
  object["temporary_bytes"] = work.temporary_bytes;
  object["wal_bytes"] = statements.knows_wal ? json::value(work.wal_bytes) : json::value(nullptr);
  object["window_seconds"] = statements.window->count();
  for (auto& [name, value] : trend_json(statement)) object[name] = std::move(value);
  return object;
}

// Why the statements of a target are not known; nullopt when they are.
std::optional<std::string> unknown_because(const Snapshot& snapshot, const postgres::Facts* facts) {
  if (!snapshot.up || !facts) return snapshot.error;
  for (const PartResult& part : snapshot.parts) {
    if (part.part == "statements" && !part.success) return part.error;
  }
  if (!facts->statements || !facts->statements->window) {
    return "statements: two readings make a window, and there was no second one yet";
  }
  return std::nullopt;
}

}  // namespace

std::string queries(const std::vector<SnapshotPtr>& latest, std::size_t limit) {
  struct Row {
    const Snapshot* snapshot;
    const Statements* statements;
    const ShownStatement* statement;
  };
  std::vector<Row> rows;
  json::array unknown, notes;
  for (const SnapshotPtr& snapshot : latest) {
    if (snapshot->kind != "postgres") continue;
    const auto* facts = std::get_if<postgres::Facts>(&snapshot->facts);
    if (const auto why = unknown_because(*snapshot, facts)) {
      unknown.push_back(json::object{{"target", snapshot->target}, {"error", *why}});
      continue;
    }
    const Statements& statements = *facts->statements;
    if (!statements.text_trouble.empty()) {
      notes.push_back(json::object{{"target", snapshot->target}, {"error", statements.text_trouble}});
    }
    for (const ShownStatement& statement : statements.shown) {
      const bool ours = statement.text && statement.text->ours;
      if (statement.work.calls > 0 && !ours) rows.push_back({snapshot.get(), &statements, &statement});
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.statement->work.time > b.statement->work.time; });

  json::array queries;
  for (std::size_t i = 0; i < std::min(limit, rows.size()); ++i) {
    queries.push_back(query_json(rows[i].snapshot->target, *rows[i].statement, *rows[i].statements));
  }
  return text_of(json::object{{"total", rows.size()},
                              {"queries", std::move(queries)},
                              {"unknown", std::move(unknown)},
                              {"texts_unknown", std::move(notes)}});
}

}  // namespace lifeguard::api
