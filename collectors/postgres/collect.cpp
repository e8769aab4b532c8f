#include "collectors/postgres/collect.hpp"

#include <algorithm>

#include "collectors/postgres/checks.hpp"
#include "collectors/postgres/login.hpp"
#include "collectors/postgres/metrics.hpp"
#include "collectors/postgres/parts.hpp"
#include "collectors/postgres/pools.hpp"
#include "collectors/postgres/read.hpp"
#include "collectors/postgres/series.hpp"
#include "config/database_url.hpp"

namespace lifeguard::postgres {

namespace asio = boost::asio;

namespace {

auto ticks_of(Seconds length) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(length);
}

}  // namespace

PostgresCollector::PostgresCollector(PostgresConfig config, Seconds slow_after, Resolver& resolver)
    : config_(std::move(config)),
      resolver_(resolver),
      schedule_(make_parts(config_, slow_after), config_.activity_interval),
      survey_(config_, resolver) {}

std::string PostgresCollector::backend() const {
  if (!backend_.empty()) return backend_;
  try {
    return "postgres/" + Conninfo(database_url(config_.dsn)).endpoint();
  } catch (const std::exception&) {
    return "postgres/" + config_.name;
  }
}

asio::awaitable<std::unique_ptr<Connection>> PostgresCollector::open() {
  refusal_.respect(database_url(config_.dsn) + '\n' + config_.password.read());

  std::unique_ptr<Connection> connection;
  try {
    Conninfo conninfo = login_of(config_);
    doing_ = "connecting to " + conninfo.endpoint();
    // Should this attempt hang until we are cancelled, the next one begins with another host.
    const int first_host = first_host_++;
    auto opening = Connection::open(std::move(conninfo), resolver_, config_.timeout, first_host);
    connection = co_await std::move(opening);
    first_host_ = first_host;
  } catch (const std::invalid_argument& error) {
    throw Unreachable(error.what(), Unreachable::Retry::only_after_change);
  }
  if (connection->server_version() < 120000) {
    throw Unreachable("the server is older than PostgreSQL 12, which Lifeguard does not watch",
                      Unreachable::Retry::only_after_change);
  }
  server_ = connection->address();
  database_ = connection->database();
  const std::string known_as = facts_.identity.system_identifier;
  facts_ = {};
  facts_.identity.system_identifier = known_as;
  identified_ = false;
  schedule_.reconnected();
  co_return connection;
}

std::vector<Query> PostgresCollector::due_queries(int server_version) {
  const auto now = Clock::now();
  std::vector<Query> queries = schedule_.ask(facts_, server_version, now);
  const auto also = [&](std::string_view name) {
    queries.push_back({std::string(name), query_text(name, server_version)});
  };
  if (!identified_) {
    also("cluster");
    also("lifetime");
    also("kept_memory");
  }
  if (!identified_ || now + ticks_of(config_.activity_interval / 2) >= identity_due_) {
    also("identity");
    identity_due_ = now + ticks_of(config_.interval);
  }
  return queries;
}

asio::awaitable<Snapshot> PostgresCollector::collect() {
  try {
    auto collecting = collect_over_connection();
    Snapshot snapshot = co_await std::move(collecting);
    refusal_.forget();
    co_return snapshot;
  } catch (const Unreachable& error) {
    survey_.lose();
    refusal_.remember(error);
    throw;
  } catch (...) {
    survey_.lose();
    throw;
  }
}

asio::awaitable<Snapshot> PostgresCollector::collect_over_connection() {
  // It comes back only after a clean round trip: whatever happens in between, the next call connects anew.
  std::unique_ptr<Connection> connection = std::move(connection_);
  if (!connection) {
    auto opening = open();
    connection = co_await std::move(opening);
  }
  doing_ = "waiting for the server's answer";
  const std::vector<Query> queries = due_queries(connection->server_version());
  std::vector<Answer> received = co_await connection->pipeline(queries);
  Answers answers;
  facts_.own_transactions += static_cast<std::int64_t>(queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i) answers.add(queries[i].name, std::move(received[i]));
  if (answers.has("identity")) identify(answers, connection->server_version());
  schedule_.take(answers, facts_);
  Snapshot snapshot = take_snapshot();
  connection_ = std::move(connection);
  co_return snapshot;
}

// Asked again every interval: rights are granted and revoked, and a standby is promoted, while we are
// connected.
void PostgresCollector::identify(const Answers& answers, int server_version) {
  const Rows& rows = answers.rows("identity");
  if (!read_guarded(rows)) {
    throw Unreachable(
        "a connection pooler stands in between and dropped the limits that Lifeguard sets on its own "
        "statements; point the dsn at PostgreSQL itself",
        Unreachable::Retry::only_after_change);
  }
  const Identity before = facts_.identity;
  facts_.identity = read_identity(rows, server_version);
  carry_over(before, facts_.identity);
  if (answers.has("lifetime")) {
    try {
      read_lifetime(answers.rows("lifetime"), facts_.identity);
    } catch (const PgError&) {
      // Some services lack a function that it calls.
    }
  }
  if (answers.has("cluster")) {
    try {
      facts_.identity.system_identifier = read_system_identifier(answers.rows("cluster"));
    } catch (const PgError&) {
      facts_.identity.system_identifier.clear();  // some services keep it to superusers
    }
  }
  identified_ = true;
  transitions_.see(facts_.identity, now());
  facts_.transitions = transitions_.recent();
  survey_.meet(facts_.identity);

  const std::string& id = facts_.identity.system_identifier;
  if (!id.empty()) {
    // A standby has its primary's identifier, but incidents of its own.
    backend_ = "postgres/" + id + (facts_.identity.in_recovery ? "/standby/" + facts_.identity.address : "");
  }
}

// What the rows themselves show counts at once; what the server says of our rights is asked every interval.
PartResult PostgresCollector::judge_visibility() {
  const bool hidden = facts_.activity &&
                      std::any_of(facts_.activity->sessions.begin(), facts_.activity->sessions.end(),
                                  [](const Session& session) { return session.state == SessionState::hidden; });
  if (hidden) facts_.identity.sees_every_session = false;
  const Identity& identity = facts_.identity;
  PartResult visibility{"visibility", identity.sees_every_session, {}, ""};
  if (!visibility.success) {
    visibility.error =
        "role \"" + identity.role + "\" cannot see other sessions; " + visibility_grant(identity.role);
  }
  return visibility;
}

Snapshot PostgresCollector::take_snapshot() {
  facts_.databases = survey_.databases();
  Snapshot snapshot;
  snapshot.target = config_.name;
  snapshot.kind = kind();
  snapshot.backend = backend();
  snapshot.taken = now();
  snapshot.up = facts_.activity.has_value();
  snapshot.parts.push_back(judge_visibility());
  for (const auto& [name, part] : schedule_.results()) {
    if (name == "activity" && !part.success) snapshot.error = part.error;
    snapshot.parts.push_back(part);
  }
  if (const auto surveyed = survey_.result()) snapshot.parts.push_back(*surveyed);
  snapshot.pools = pools_of(facts_);
  snapshot.samples = samples_from(facts_);
  snapshot.shared_samples = schedule_.samples();
  if (const SamplesPtr surveyed = survey_.samples()) snapshot.shared_samples.push_back(surveyed);
  snapshot.series = series_from(facts_);
  const std::vector<SeriesPoint> slow = schedule_.series();
  snapshot.series.insert(snapshot.series.end(), slow.begin(), slow.end());

  std::optional<Activity> activity = std::move(facts_.activity);
  facts_.activity.reset();
  Facts facts = facts_;
  facts.activity = std::move(activity);
  snapshot.facts = std::move(facts);
  return snapshot;
}

asio::awaitable<void> PostgresCollector::ask_aside() {
  const std::vector<Query> queries = schedule_.ask_aside();
  if (queries.empty()) co_return;
  auto asking = survey_.ask(*server_, database_, queries);
  const Answers answers = co_await std::move(asking);
  schedule_.take_aside(answers);
}

asio::awaitable<void> PostgresCollector::survey() {
  if (!server_ || !identified_) co_return;
  auto asking = ask_aside();
  co_await std::move(asking);
  if (!survey_.is_due(Clock::now())) co_return;
  auto surveying = survey_.round(*server_, database_);
  co_await std::move(surveying);
}

}  // namespace lifeguard::postgres
