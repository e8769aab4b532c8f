#include "collectors/postgres/connection.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "agent/io/within.hpp"

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
  conninfo.set("application_name", "lifeguard");
  // Bytes as they are: the server shows texts of sessions in databases of any encoding, and one that it could
  // not convert would cost the whole answer. Rows mends what is not UTF-8.
  conninfo.set("client_encoding", "SQL_ASCII");
  // Every session of ours is read-only, so the word that means a writable server to others would refuse them
  // all.
  if (conninfo.get("target_session_attrs") == "read-write") conninfo.set("target_session_attrs", "primary");
  if (conninfo.get("target_session_attrs") == "read-only") conninfo.set("target_session_attrs", "standby");
  if (conninfo.get("gssencmode") != "require")
    conninfo.set("gssencmode", "disable");  // its cache look-up blocks
  if (conninfo.get("tcp_user_timeout").empty()) conninfo.set("tcp_user_timeout", "5000");
}

asio::awaitable<void> resolve_hosts(Conninfo& conninfo, Resolver& resolver, Seconds limit, int first_host) {
  // A service file is libpq's own to read.
  if (!conninfo.get("hostaddr").empty() || !conninfo.get("service").empty()) co_return;
  std::vector<std::pair<Conninfo::Host, std::string>> resolved;
  std::string failure;
  for (const Conninfo::Host& host : conninfo.hosts()) {
    if (host.is_socket()) {
      resolved.emplace_back(host, "");
      continue;
    }
    try {
      const auto addresses = co_await resolver.resolve(host.name, limit);
      for (const std::string& address : addresses) resolved.emplace_back(host, address);
    } catch (const Timeout& timeout) {
      failure = "cannot resolve host " + host.name + ": " + timeout.what();
    } catch (const std::runtime_error& error) {
      failure = error.what();
    }
  }
  if (resolved.empty()) throw Unreachable(failure, Unreachable::Retry::soon);
  const auto size = static_cast<std::ptrdiff_t>(resolved.size());
  std::rotate(resolved.begin(), resolved.begin() + first_host % size, resolved.end());
  conninfo.set_hosts(resolved);
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

void Connection::Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Connection::Connection(asio::any_io_executor executor) : socket_(executor) {}

Connection::~Connection() {
  if (socket_.is_open()) socket_.release();  // libpq closes it
}

int Connection::server_version() const {
  return PQserverVersion(connection_.get());
}

Connection::Address Connection::address() const {
  const PGconn* connection = connection_.get();
  const Conninfo::Host host{PQhost(connection), PQport(connection)};
  return {host, host.is_socket() ? "" : PQhostaddr(connection)};
}

std::string Connection::database() const {
  return PQdb(connection_.get());
}

void Connection::watch() {
  // libpq may have opened another socket with the same number, which epoll has forgotten.
  if (socket_.is_open()) socket_.release();
  if (const int fd = PQsocket(connection_.get()); fd >= 0) socket_.assign(fd);
}

asio::awaitable<std::unique_ptr<Connection>> Connection::open(Conninfo conninfo, Resolver& resolver,
                                                              Seconds timeout, int first_host, Limits limits) {
  const std::string endpoint = conninfo.endpoint();
  prepare_parameters(conninfo, timeout, limits);
  co_await resolve_hosts(conninfo, resolver, timeout / 2, first_host);

  std::vector<const char*> keywords, values;
  for (const auto& [keyword, value] : conninfo.parameters()) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);

  auto executor = co_await asio::this_coro::executor;
  std::unique_ptr<Connection> connection(new Connection(executor));
  connection->connection_.reset(PQconnectStartParams(keywords.data(), values.data(), 0));
  co_await connection->handshake(endpoint);
  co_return connection;
}

asio::awaitable<void> Connection::handshake(std::string endpoint) {
  PGconn* connection = connection_.get();
  if (!connection || PQstatus(connection) == CONNECTION_BAD) {
    throw connect_error(endpoint, connection ? PQerrorMessage(connection) : "out of memory");
  }
  // Verbose errors carry the SQLSTATE, which is the same in every language of the server.
  PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
  PQsetNoticeReceiver(
      connection, [](void*, const PGresult*) {}, nullptr);

  for (PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;;) {
    watch();
    if (wanted == PGRES_POLLING_READING) {
      co_await socket_.async_wait(asio::posix::descriptor_base::wait_read, asio::use_awaitable);
    } else {
      co_await socket_.async_wait(asio::posix::descriptor_base::wait_write, asio::use_awaitable);
    }
    wanted = PQconnectPoll(connection);
    if (wanted == PGRES_POLLING_OK) break;
    if (wanted == PGRES_POLLING_FAILED) throw connect_error(endpoint, PQerrorMessage(connection));
  }
  watch();
  PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
  if (PQsetnonblocking(connection, 1) != 0 || PQenterPipelineMode(connection) != 1) broken();
}

void Connection::broken() const {
  throw Unreachable("the connection broke: " + first_line(PQerrorMessage(connection_.get())),
                    Unreachable::Retry::soon);
}

void Connection::send(const Query& query) {
  PGconn* connection = connection_.get();
  constexpr int kBinary = 1;
  if (!query.prepared) {
    const std::string sql(query.sql);
    if (PQsendQueryParams(connection, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, kBinary) != 1)
      broken();
    if (PQpipelineSync(connection) != 1) broken();
    return;
  }
  if (!prepared_.contains(query.name)) {
    const std::string sql(query.sql);
    if (PQsendPrepare(connection, query.name.c_str(), sql.c_str(), 0, nullptr) != 1) broken();
  }
  if (PQsendQueryPrepared(connection, query.name.c_str(), 0, nullptr, nullptr, nullptr, kBinary) != 1) broken();
  if (PQpipelineSync(connection) != 1) broken();
}

asio::awaitable<void> Connection::flush() {
  for (;;) {
    const int more = PQflush(connection_.get());
    if (more == 0) co_return;
    if (more < 0) broken();
    // Waiting for room alone is enough here: a tick's queries are a few kilobytes, and the server reads them
    // all before it has to write more than its own buffer holds.
    co_await socket_.async_wait(asio::posix::descriptor_base::wait_write, asio::use_awaitable);
    if (PQconsumeInput(connection_.get()) != 1) broken();
  }
}

asio::awaitable<std::unique_ptr<pg_result, Rows::Clear>> Connection::next_result() {
  while (PQisBusy(connection_.get())) {
    co_await socket_.async_wait(asio::posix::descriptor_base::wait_read, asio::use_awaitable);
    if (PQconsumeInput(connection_.get()) != 1) broken();
  }
  co_return std::unique_ptr<pg_result, Rows::Clear>(PQgetResult(connection_.get()));
}

// Per query libpq hands out: [the preparation, null,] the rows or an error, null, the sync.
asio::awaitable<Answer> Connection::receive(Query query) {
  std::variant<Rows, PgError> outcome = PgError("", query.name + ": no answer");
  for (int nulls = 0; nulls < 4;) {
    auto result = co_await next_result();
    if (!result) {
      if (PQstatus(connection_.get()) == CONNECTION_BAD) broken();
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
        if (PQstatus(connection_.get()) == CONNECTION_BAD) broken();
        outcome = error_of(result.get(), query.name);
    }
  }
  throw Unreachable("the server and libpq lost step in the pipeline", Unreachable::Retry::soon);
}

asio::awaitable<std::vector<Answer>> Connection::pipeline(std::vector<Query> queries) {
  const auto start = std::chrono::steady_clock::now();
  for (const Query& query : queries) send(query);
  co_await flush();
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
