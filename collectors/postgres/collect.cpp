#include "collectors/postgres/collect.hpp"

#include <algorithm>

#include "collectors/postgres/checks.hpp"
#include "collectors/postgres/metrics.hpp"
#include "collectors/postgres/queries.hpp"
#include "collectors/postgres/read.hpp"
#include "collectors/postgres/series.hpp"
#include "config/database_url.hpp"

namespace lifeguard::postgres {

namespace asio = boost::asio;

namespace {

constexpr Seconds kRetryRefused{60};

// Someone this long idle in a transaction may be a leak, and then it matters whether it holds an advisory lock.
constexpr Seconds kSuspiciousIdle{5};

bool worth_a_look_at_locks(const Activity& activity) {
  return std::any_of(activity.sessions.begin(), activity.sessions.end(), [&](const Session& session) {
    const bool lingers = is_idle_in_transaction(session) && session.state_change &&
                         activity.taken - *session.state_change > kSuspiciousIdle;
    return waits_for_lock(session) || lingers;
  });
}

std::map<int, int> leaders(const Activity& activity) {
  std::map<int, int> leader_of;
  for (const Session& session : activity.sessions) {
    if (session.leader_pid) leader_of.emplace(session.pid, *session.leader_pid);
  }
  return leader_of;
}

/// Runs `read`, which throws when the part failed, and says how the part went.
template <class Read>
PartResult part_result(const std::string& part, Seconds took, Read read) {
  PartResult result{part, true, took, ""};
  try {
    read();
  } catch (const PgError& error) {
    result.success = false;
    result.error = error.what();
  }
  return result;
}

}  // namespace

PostgresCollector::PostgresCollector(PostgresConfig config, Resolver& resolver)
    : config_(std::move(config)),
      resolver_(resolver),
      exposure_(config_.query_text == "raw" ? sql::Exposure::raw : sql::Exposure::normalised) {}

std::string PostgresCollector::backend() const {
  if (!backend_.empty()) return backend_;
  try {
    return "postgres/" + Conninfo(database_url(config_.dsn)).endpoint();
  } catch (const std::exception&) {
    return "postgres/" + config_.name;
  }
}

// Throws what the server said to these credentials, while it is too soon to ask again.
void PostgresCollector::respect_refusal() const {
  if (refusal_ && credentials_ == refused_credentials_ && Clock::now() < refused_until_) throw *refusal_;
}

void PostgresCollector::remember_refusal(const Unreachable& error) {
  const bool remembered = refusal_ && credentials_ == refused_credentials_ && Clock::now() < refused_until_;
  if (remembered || error.retry() != Unreachable::Retry::only_after_change) return;
  refusal_ = error;
  refused_credentials_ = credentials_;
  refused_until_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(kRetryRefused);
}

asio::awaitable<std::unique_ptr<Connection>> PostgresCollector::open() {
  const std::string dsn = database_url(config_.dsn);
  const std::string password = config_.password.read();
  credentials_ = dsn + '\n' + password;
  respect_refusal();

  std::unique_ptr<Connection> connection;
  try {
    Conninfo conninfo(dsn);
    doing_ = "connecting to " + conninfo.endpoint();
    if (!password.empty()) conninfo.set("password", password);
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
  identity_.reset();
  server_.reset();
  parts_.clear();
  server_due_ = {};
  look_at_locks_ = true;
  co_return connection;
}

std::vector<Query> PostgresCollector::due_queries(const Connection& connection) const {
  std::vector<std::string> names{"activity"};
  if (look_at_locks_) names.push_back("locks");
  // Ticks jitter: half of one early, rather than a whole one late.
  const auto jitter = std::chrono::duration_cast<Clock::duration>(config_.activity_interval / 2);
  if (Clock::now() + jitter >= server_due_) {
    names.insert(names.end(), {"limits", "connection_limits", "databases", "identity"});
  }
  if (!identity_) names.push_back("cluster");

  std::vector<Query> queries;
  for (std::string& name : names) {
    const std::string_view sql = query_text(name, connection.server_version());
    queries.push_back({std::move(name), sql});
  }
  return queries;
}

asio::awaitable<Snapshot> PostgresCollector::collect() {
  try {
    auto collecting = collect_over_connection();
    Snapshot snapshot = co_await std::move(collecting);
    refusal_.reset();
    co_return snapshot;
  } catch (const Unreachable& error) {
    remember_refusal(error);
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
  const std::vector<Query> queries = due_queries(*connection);
  std::vector<Answer> received = co_await connection->pipeline(queries);
  std::map<std::string, Answer> answers;
  for (std::size_t i = 0; i < queries.size(); ++i) answers.emplace(queries[i].name, std::move(received[i]));
  if (answers.contains("identity")) identify(answers, connection->server_version());
  Snapshot snapshot = snapshot_of(answers);
  connection_ = std::move(connection);
  co_return snapshot;
}

// Asked again every interval: rights are granted and revoked, and a standby is promoted, while we are
// connected.
void PostgresCollector::identify(const std::map<std::string, Answer>& answers, int server_version) {
  const Rows& rows = answers.at("identity").rows();
  if (!read_guarded(rows)) {
    throw Unreachable(
        "a connection pooler stands in between and dropped the limits that Lifeguard sets on its own "
        "statements; point the dsn at PostgreSQL itself",
        Unreachable::Retry::only_after_change);
  }
  Identity identity = read_identity(rows, server_version);
  const auto cluster = answers.find("cluster");
  if (cluster == answers.end()) {
    identity.system_identifier = identity_->system_identifier;
  } else if (const auto* found = std::get_if<Rows>(&cluster->second.outcome)) {
    identity.system_identifier = read_system_identifier(*found);
  }
  identity_ = std::move(identity);

  const std::string& id = identity_->system_identifier;
  if (!id.empty()) {
    // A standby has its primary's identifier, but incidents of its own.
    backend_ = "postgres/" + id + (identity_->in_recovery ? "/standby/" + identity_->address : "");
  }
}

void PostgresCollector::take_activity(const std::map<std::string, Answer>& answers, Facts& facts) {
  const Answer& answer = answers.at("activity");
  parts_["activity"] = part_result("activity", answer.took, [&] {
    facts.activity = read_activity(answer.rows(), exposure_);
    look_at_locks_ = worth_a_look_at_locks(*facts.activity);
  });
  if (const auto locks = answers.find("locks"); locks != answers.end()) {
    parts_["locks"] = part_result("locks", locks->second.took, [&] {
      const std::vector<LockRow> rows = read_locks(locks->second.rows());
      if (facts.activity) facts.activity->locks = lock_graph(rows, leaders(*facts.activity));
    });
  }
}

void PostgresCollector::take_server(const std::map<std::string, Answer>& answers) {
  const auto limits = answers.find("limits");
  if (limits == answers.end()) return;
  server_.reset();
  server_due_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(config_.interval);
  const Answer& databases = answers.at("databases");
  parts_["server"] = part_result("server", databases.took, [&] {
    Server server;
    server.limits = read_limits(limits->second.rows(), answers.at("connection_limits").rows());
    server.databases = read_databases(databases.rows());
    server.taken = limits->second.rows().column("taken").time(0);
    server_ = std::move(server);
  });
}

// What the rows themselves show counts at once; what the server says of our rights is asked every interval.
void PostgresCollector::judge_visibility(Facts& facts) {
  const bool hidden = facts.activity &&
                      std::any_of(facts.activity->sessions.begin(), facts.activity->sessions.end(),
                                  [](const Session& session) { return session.state == SessionState::hidden; });
  if (hidden) facts.identity.sees_every_session = false;
  PartResult visibility{"visibility", facts.identity.sees_every_session, {}, ""};
  if (!visibility.success) {
    visibility.error = "role \"" + facts.identity.role + "\" cannot see other sessions; " +
                       visibility_grant(facts.identity.role);
  }
  parts_["visibility"] = std::move(visibility);
}

Snapshot PostgresCollector::snapshot_of(const std::map<std::string, Answer>& answers) {
  Facts facts;
  facts.identity = *identity_;
  take_activity(answers, facts);
  take_server(answers);
  facts.server = server_;
  judge_visibility(facts);

  Snapshot snapshot;
  snapshot.target = config_.name;
  snapshot.kind = kind();
  snapshot.backend = backend();
  snapshot.taken = now();
  snapshot.up = facts.activity.has_value();
  if (!snapshot.up) snapshot.error = parts_["activity"].error;
  for (const auto& [name, part] : parts_) snapshot.parts.push_back(part);
  snapshot.samples = samples_from(facts);
  snapshot.series = series_from(facts);
  snapshot.facts = std::move(facts);
  return snapshot;
}

}  // namespace lifeguard::postgres
