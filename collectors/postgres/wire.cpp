#include "collectors/postgres/wire.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <vector>

#include "agent/io/within.hpp"
#include "collectors/postgres/connect_error.hpp"

namespace lifeguard::postgres {

namespace asio = boost::asio;

namespace {

void prepare_parameters(Conninfo& conninfo) {
  conninfo.set("application_name", "lifeguard");
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

}  // namespace

void Wire::Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Wire::Wire(asio::any_io_executor executor) : socket_(executor) {}

Wire::~Wire() {
  if (socket_.is_open()) socket_.release();  // libpq closes it
}

void Wire::watch() {
  // libpq may have opened another socket with the same number, which epoll has forgotten.
  if (socket_.is_open()) socket_.release();
  if (const int fd = PQsocket(connection_.get()); fd >= 0) socket_.assign(fd);
}

asio::awaitable<std::unique_ptr<Wire>> Wire::open(Conninfo conninfo, Resolver& resolver, Seconds timeout,
                                                  int first_host, Explain explain) {
  const std::string endpoint = conninfo.endpoint();
  prepare_parameters(conninfo);
  co_await resolve_hosts(conninfo, resolver, timeout / 2, first_host);

  std::vector<const char*> keywords, values;
  for (const auto& [keyword, value] : conninfo.parameters()) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);

  auto executor = co_await asio::this_coro::executor;
  std::unique_ptr<Wire> wire(new Wire(executor));
  wire->connection_.reset(PQconnectStartParams(keywords.data(), values.data(), 0));
  co_await wire->handshake(endpoint, explain);
  co_return wire;
}

asio::awaitable<void> Wire::handshake(std::string endpoint, Explain explain) {
  PGconn* connection = connection_.get();
  if (!connection || PQstatus(connection) == CONNECTION_BAD) {
    throw explain(endpoint, connection ? PQerrorMessage(connection) : "out of memory");
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
    if (wanted == PGRES_POLLING_FAILED) throw explain(endpoint, PQerrorMessage(connection));
  }
  watch();
  PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
  if (PQsetnonblocking(connection, 1) != 0) broken();
}

void Wire::broken() const {
  throw Unreachable("the connection broke: " + first_line(PQerrorMessage(connection_.get())),
                    Unreachable::Retry::soon);
}

asio::awaitable<void> Wire::flush() {
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

asio::awaitable<Result> Wire::next_result() {
  while (PQisBusy(connection_.get())) {
    co_await socket_.async_wait(asio::posix::descriptor_base::wait_read, asio::use_awaitable);
    if (PQconsumeInput(connection_.get()) != 1) broken();
  }
  co_return Result(PQgetResult(connection_.get()));
}

}  // namespace lifeguard::postgres
