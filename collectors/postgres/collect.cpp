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

asio::awaitable<std::unique_ptr<Connection>> PostgresCollector::open() {
  const std::string dsn = database_url(config_.dsn);
  const std::string password = config_.password.read();
  const std::string credentials = dsn + '\n' + password;
  if (refusal_ && credentials == refused_credentials_ && Clock::now() < refused_until_) throw *refusal_;

  std::unique_ptr<Connection> connection;
  try {
    Conninfo conninfo(dsn);
    if (!password.empty()) conninfo.set("password", password);
    auto opening = Connection::open(std::move(conninfo), resolver_, config_.timeout);
    connection = co_await std::move(opening);
  } catch (const std::invalid_argument& error) {
    throw Unreachable(error.what(), Unreachable::Retry::only_after_change);
  } catch (const Unreachable& error) {
    if (error.retry() == Unreachable::Retry::only_after_change) {
      refusal_ = error;
      refused_credentials_ = credentials;
      refused_until_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(kRetryRefused);
    }
    throw;
  }
  if (connection->server_version() < 120000) {
    throw Unreachable("the server is older than PostgreSQL 12, which Lifeguard does not watch",
                      Unreachable::Retry::only_after_change);
  }
  refusal_.reset();
  identity_.reset();
  server_.reset();
  server_due_ = {};
  look_at_locks_ = true;
  co_return connection;
}

std::vector<Query> PostgresCollector::due_queries(const Connection& connection) const {
  std::vector<std::string> names{"activity"};
  if (look_at_locks_) names.push_back("locks");
  // Ticks jitter: half of one early, rather than a whole one late.
  const auto jitter = std::chrono::duration_cast<Clock::duration>(config_.activity_interval / 2);
  if (Clock::now() + jitter >= server_due_)
    names.insert(names.end(), {"limits", "connection_limits", "databases"});
  if (!identity_) names.insert(names.end(), {"identity", "cluster"});

  std::vector<Query> queries;
  for (std::string& name : names) {
    const std::string_view sql = query_text(name, connection.server_version());
    queries.push_back({std::move(name), sql});
  }
  return queries;
}

asio::awaitable<Snapshot> PostgresCollector::collect() {
  // It comes back only after a clean round trip: whatever happens in between, the next call connects anew.
  std::unique_ptr<Connection> connection = std::move(connection_);
  if (!connection) connection = co_await open();

  const std::vector<Query> queries = due_queries(*connection);
  std::vector<Answer> received = co_await connection->pipeline(queries);
  std::map<std::string, Answer> answers;
  for (std::size_t i = 0; i < queries.size(); ++i) answers.emplace(queries[i].name, std::move(received[i]));
  if (!identity_) identify(answers, *connection);
  Snapshot snapshot = snapshot_of(std::move(answers));
  connection_ = std::move(connection);
  co_return snapshot;
}

void PostgresCollector::identify(const std::map<std::string, Answer>& answers, const Connection& connection) {
  const Rows& rows = answers.at("identity").rows();
  if (!read_guarded(rows)) {
    throw Unreachable(
        "a connection pooler stands in between and dropped the limits that Lifeguard sets on its own "
        "statements; "
        "point the dsn at PostgreSQL itself",
        Unreachable::Retry::only_after_change);
  }
  identity_ = read_identity(rows, connection.server_version());
  const Answer& cluster = answers.at("cluster");
  if (const auto* found = std::get_if<Rows>(&cluster.outcome))
    identity_->system_identifier = read_system_identifier(*found);

  const std::string& id = identity_->system_identifier;
  if (!id.empty()) {
    // A standby has its primary's identifier, but incidents of its own.
    backend_ = "postgres/" + id + (identity_->in_recovery ? "/standby/" + identity_->address : "");
  }
}

Snapshot PostgresCollector::snapshot_of(std::map<std::string, Answer> answers) {
  Facts facts;
  facts.identity = *identity_;

  parts_["activity"] = part_result("activity", answers.at("activity").took, [&] {
    Activity activity = read_activity(answers.at("activity").rows(), exposure_);
    if (const auto locks = answers.find("locks"); locks != answers.end()) {
      activity.locks = lock_graph(read_locks(locks->second.rows()), leaders(activity));
    }
    look_at_locks_ = worth_a_look_at_locks(activity);
    facts.activity = std::move(activity);
  });

  const auto limits = answers.find("limits");
  const bool server_was_due = limits != answers.end();
  if (server_was_due) {
    server_.reset();
    server_due_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(config_.interval);
    parts_["server"] = part_result("server", answers.at("databases").took, [&] {
      Server server;
      server.limits = read_limits(limits->second.rows(), answers.at("connection_limits").rows());
      server.databases = read_databases(answers.at("databases").rows());
      server.taken = limits->second.rows().column("taken").time(0);
      server.in_recovery = limits->second.rows().column("in_recovery").boolean(0);
      server_ = std::move(server);
    });
  }
  facts.server = server_;

  parts_["visibility"] = {"visibility", identity_->sees_every_session, {}, ""};
  if (!identity_->sees_every_session) {
    parts_["visibility"].error =
        "role \"" + identity_->role + "\" cannot see other sessions; " + visibility_grant(identity_->role);
  }

  Snapshot snapshot;
  snapshot.target = config_.name;
  snapshot.kind = kind();
  snapshot.backend = backend();
  snapshot.taken = now();
  snapshot.up = parts_["activity"].success || (server_was_due && parts_["server"].success);
  if (!snapshot.up) snapshot.error = parts_["activity"].error;
  for (const auto& [name, part] : parts_) snapshot.parts.push_back(part);
  snapshot.samples = samples_from(facts);
  snapshot.series = series_from(facts);
  snapshot.facts = std::move(facts);
  return snapshot;
}

}  // namespace lifeguard::postgres
