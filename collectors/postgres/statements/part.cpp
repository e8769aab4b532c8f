#include "collectors/postgres/statements/part.hpp"

#include <algorithm>
#include <climits>

#include "collectors/postgres/statements/metrics.hpp"
#include "collectors/postgres/statements/read.hpp"

namespace lifeguard::postgres {
StatementsPart::StatementsPart(const PostgresConfig& config)
    : interval_(config.statements_interval),
      texts_(config.query_text == "raw" ? sql::Exposure::raw : sql::Exposure::normalised) {}

std::vector<Query> StatementsPart::ask(const Facts& known, int server_version) {
  if (source_ && known.identity.sees_every_session) {
    std::vector<Query> queries = files({"statement_databases", "statement_roles"}, server_version);
    if (!info_query_.empty()) queries.push_back({"statement_info", info_query_, false});
    queries.push_back({"statements", query_, false});
    return queries;
  }
  source_.reset();
  if (Clock::now() < source_due_) return {};
  source_due_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(interval_);
  return files({"statement_source"}, server_version);
}

void StatementsPart::take(const Answers& answers, Facts& facts) {
  if (answers.has("statement_source")) return take_source(answers, facts);
  facts.statements = std::make_shared<const Statements>();
  try {
    take_reading(answers, facts);
  } catch (const PgError&) {
    source_.reset();  // the extension may have been moved, updated or dropped
    throw;
  }
}

void StatementsPart::take_source(const Answers& answers, Facts& facts) {
  StatementSource source = read_statement_source(answers.rows("statement_source"));
  if (const auto trouble = trouble_with(source, facts.identity.role, facts.identity.sees_every_session)) {
    throw PgError("", "statements: " + *trouble);
  }
  query_ = statements_query(source);
  info_query_ = statement_info_query(source);
  source_ = std::move(source);
  facts.statements = std::make_shared<const Statements>();
}

void StatementsPart::take_reading(const Answers& answers, Facts& facts) {
  const Rows& databases = answers.rows("statement_databases");
  StatementReading reading;
  reading.statements =
      read_statements(answers.rows("statements"), source_->block_size, source_->entry_limit.value_or(0));
  reading.taken = databases.column("taken").time(0);
  reading.counted_by = facts.identity.system_identifier + " since " + rfc3339(facts.identity.started);
  reading.databases = read_statement_databases(databases);
  reading.roles = read_statement_roles(answers.rows("statement_roles"));
  if (answers.has("statement_info")) {
    const Rows& info = answers.rows("statement_info");
    reading.evictions = info.column("dealloc").integer(0);
    reading.reset = info.column("stats_reset").time_or_null(0);
  }
  reading.own = {source_->database, facts.own_transactions, own_sessions_.value_or(1)};
  own_sessions_.reset();

  Statements statements = ledger_.take(std::move(reading));
  statements.knows_wal = source_->columns.contains("wal_bytes");
  statements.entry_limit = source_->entry_limit.value_or(0);
  statements.version = source_->version;
  statements.repeats = traces_.repeats(statements.taken);
  texts_.want(statements.shown);
  publish(std::move(statements), facts);
}

void StatementsPart::publish(Statements statements, Facts& facts) {
  texts_.attach(statements.shown);
  statements.text_trouble = text_trouble_;
  facts.statements = std::make_shared<const Statements>(std::move(statements));
}

void StatementsPart::forget(Facts& facts) const {
  facts.statements.reset();
}

void StatementsPart::observe(Facts& facts) {
  if (!facts.activity || !source_) return;
  const std::vector<Session>& sessions = facts.activity->sessions;
  traces_.look(*facts.activity);
  texts_.learn_from(sessions);
  const auto own = std::count_if(sessions.begin(), sessions.end(), [&](const Session& session) {
    return session.ours && session.database == source_->database;
  });
  own_sessions_ = std::min(own_sessions_.value_or(INT_MAX), static_cast<int>(own));
  if (texts_.take_news() && facts.statements && facts.statements->window) publish(*facts.statements, facts);
}

void StatementsPart::reconnected() {
  source_.reset();
  source_due_ = {};
}

std::vector<Query> StatementsPart::ask_aside() {
  if (!source_ || Clock::now() < texts_due_) return {};
  texts_asked_ = texts_.lacking();
  if (texts_asked_.empty()) return {};
  put_off_texts(Seconds(0));
  texts_query_ = statement_texts_query(*source_, texts_asked_);
  return {{"statement_texts", texts_query_, false}};
}

void StatementsPart::put_off_texts(Seconds took) {
  texts_due_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(until_next_texts(took));
}

void StatementsPart::take_aside(const Answers& answers) {
  if (!answers.has("statement_texts")) return;
  put_off_texts(answers.took("statement_texts"));
  try {
    const Rows& rows = answers.rows("statement_texts");
    const auto database = rows.column("dbid"), query = rows.column("queryid"), text = rows.column("query");
    for (int row = 0; row < rows.size(); ++row) {
      texts_.learn({static_cast<std::uint32_t>(database.integer(row)), query.integer(row)}, text.text(row));
    }
    texts_.asked(texts_asked_);
    text_trouble_.clear();
  } catch (const PgError& error) {
    texts_.failed(texts_asked_);
    text_trouble_ = error.what();
  }
}

std::vector<Sample> StatementsPart::samples(const Facts& facts) const {
  return facts.statements ? statement_samples(*facts.statements) : std::vector<Sample>{};
}

}  // namespace lifeguard::postgres
