#include "collectors/postgres/connection.hpp"

#include <libpq-fe.h>

#include <chrono>

#include "collectors/collector.hpp"
#include "collectors/postgres/connect_error.hpp"

namespace lifeguard::postgres {

namespace asio = boost::asio;

namespace {

// What our own statements may cost the server. lock_timeout: nothing of ours ever waits behind a lock.
std::string guard_options(Seconds timeout, Limits limits) {
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
  const std::string timeouts = limits == Limits::ours
                                   ? " -c statement_timeout=" + std::to_string(millis + 250) +
                                         " -c idle_in_transaction_session_timeout=10000"
                                   : "";
  return "-c lock_timeout=100" + timeouts +
         " -c default_transaction_read_only=on -c jit=off -c max_parallel_workers_per_gather=0"
         " -c search_path=pg_catalog -c "
         "client_min_messages=error";
}

void prepare_parameters(Conninfo& conninfo, Seconds timeout, Limits limits) {
  const std::string own = conninfo.get("options");
  conninfo.set("options", (own.empty() ? "" : own + " ") + guard_options(timeout, limits));
  // Bytes as they are: the server shows texts of sessions in databases of any encoding, and one that it could
  // not convert would cost the whole answer. Rows mends what is not UTF-8.
  conninfo.set("client_encoding", "SQL_ASCII");
  // Every session of ours is read-only, so the word that means a writable server to others would refuse them
  // all.
  if (conninfo.get("target_session_attrs") == "read-write") conninfo.set("target_session_attrs", "primary");
  if (conninfo.get("target_session_attrs") == "read-only") conninfo.set("target_session_attrs", "standby");
}

PgError error_of(const PGresult* result, const std::string& query) {
  const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return PgError(sqlstate ? sqlstate : "", query + ": " + (message ? message : "failed without a message"));
}

}  // namespace

const Rows& Answer::rows() const {
  if (const auto* error = std::get_if<PgError>(&outcome)) throw *error;
  return std::get<Rows>(outcome);
}

Connection::Connection(std::unique_ptr<Wire> wire) : wire_(std::move(wire)) {}

int Connection::server_version() const {
  return PQserverVersion(wire_->get());
}

Connection::Address Connection::address() const {
  const PGconn* connection = wire_->get();
  const Conninfo::Host host{PQhost(connection), PQport(connection)};
  return {host, host.is_socket() ? "" : PQhostaddr(connection)};
}

std::string Connection::database() const {
  return PQdb(wire_->get());
}

asio::awaitable<std::unique_ptr<Connection>> Connection::open(Conninfo conninfo, Resolver& resolver,
                                                              Seconds timeout, int first_host, Limits limits) {
  prepare_parameters(conninfo, timeout, limits);
  auto opening = Wire::open(std::move(conninfo), resolver, timeout, first_host, connect_error);
  std::unique_ptr<Wire> wire = co_await std::move(opening);
  if (PQenterPipelineMode(wire->get()) != 1) wire->broken();
  co_return std::unique_ptr<Connection>(new Connection(std::move(wire)));
}

void Connection::send(const Query& query) {
  PGconn* connection = wire_->get();
  constexpr int kBinary = 1;
  if (!query.prepared) {
    const std::string sql(query.sql);
    if (PQsendQueryParams(connection, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, kBinary) != 1)
      wire_->broken();
    if (PQpipelineSync(connection) != 1) wire_->broken();
    return;
  }
  if (!prepared_.contains(query.name)) {
    const std::string sql(query.sql);
    if (PQsendPrepare(connection, query.name.c_str(), sql.c_str(), 0, nullptr) != 1) wire_->broken();
  }
  if (PQsendQueryPrepared(connection, query.name.c_str(), 0, nullptr, nullptr, nullptr, kBinary) != 1)
    wire_->broken();
  if (PQpipelineSync(connection) != 1) wire_->broken();
}

// Per query libpq hands out: [the preparation, null,] the rows or an error, null, the sync.
asio::awaitable<Answer> Connection::receive(Query query) {
  std::variant<Rows, PgError> outcome = PgError("", query.name + ": no answer");
  for (int nulls = 0; nulls < 4;) {
    auto result = co_await wire_->next_result();
    if (!result) {
      if (PQstatus(wire_->get()) == CONNECTION_BAD) wire_->broken();
      ++nulls;
      continue;
    }
    switch (PQresultStatus(result.get())) {
      case PGRES_PIPELINE_SYNC: {
        Answer answer;
        answer.outcome = std::move(outcome);
        co_return answer;
      }
      case PGRES_TUPLES_OK:
        outcome = Rows(std::move(result));
        break;
      case PGRES_COMMAND_OK:
        prepared_.insert(query.name);  // and it stays so, however the execution goes
        break;
      case PGRES_PIPELINE_ABORTED:
        break;
      default:
        if (PQstatus(wire_->get()) == CONNECTION_BAD) wire_->broken();
        outcome = error_of(result.get(), query.name);
    }
  }
  throw Unreachable("the server and libpq lost step in the pipeline", Unreachable::Retry::soon);
}

asio::awaitable<std::vector<Answer>> Connection::pipeline(std::vector<Query> queries) {
  const auto start = std::chrono::steady_clock::now();
  for (const Query& query : queries) send(query);
  co_await wire_->flush();
  std::vector<Answer> answers;
  answers.reserve(queries.size());
  for (const Query& query : queries) {
    auto receiving = receive(query);
    Answer answer = co_await std::move(receiving);
    answer.took = std::chrono::steady_clock::now() - start;
    answers.push_back(std::move(answer));
  }
  co_return answers;
}

}  // namespace lifeguard::postgres
