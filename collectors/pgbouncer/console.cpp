#include "collectors/pgbouncer/console.hpp"

#include <libpq-fe.h>

#include <optional>

#include "collectors/pgbouncer/console_error.hpp"

namespace lifeguard::pgbouncer {

namespace asio = boost::asio;

namespace {

// The console is one database, whichever the dsn names; what libpq would ask or send beside is taken out.
void prepare_parameters(postgres::Conninfo& conninfo) {
  conninfo.set("dbname", "pgbouncer");
  conninfo.set("target_session_attrs", "any");
  for (const char* unknown : {"options", "client_encoding", "replication"}) conninfo.set(unknown, "");
}

Table table_of(const PGresult* result, std::string what) {
  Table table;
  table.show = std::move(what);
  const int columns = PQnfields(result), rows = PQntuples(result);
  for (int column = 0; column < columns; ++column) table.columns.emplace_back(PQfname(result, column));
  table.rows.resize(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    Table::Row& cells = table.rows[static_cast<std::size_t>(row)];
    cells.reserve(table.columns.size());
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column)) {
        cells.emplace_back(std::nullopt);
      } else {
        cells.emplace_back(std::string(PQgetvalue(result, row, column),
                                       static_cast<std::size_t>(PQgetlength(result, row, column))));
      }
    }
  }
  return table;
}

[[noreturn]] void refused(const PGresult* result, const std::string& what) {
  const char* said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string message = said ? said : "failed without a message";
  if (message.starts_with("invalid command")) throw NoSuchShow("SHOW " + what + ": " + message);
  throw ShowError("SHOW " + what + ": " + message);
}

}  // namespace

Console::Console(std::unique_ptr<postgres::Wire> wire) : wire_(std::move(wire)) {}

asio::awaitable<std::unique_ptr<Console>> Console::open(postgres::Conninfo conninfo, Resolver& resolver,
                                                        Seconds timeout, int first_host) {
  prepare_parameters(conninfo);
  auto opening = postgres::Wire::open(std::move(conninfo), resolver, timeout, first_host, console_error);
  std::unique_ptr<postgres::Wire> wire = co_await std::move(opening);
  co_return std::unique_ptr<Console>(new Console(std::move(wire)));
}

std::string Console::version() const {
  const char* said = PQparameterStatus(wire_->get(), "server_version");
  const std::string version = said ? said : "";
  return version.substr(0, version.find('/'));  // "1.18.0/bouncer"
}

asio::awaitable<Table> Console::show(std::string what) {
  const std::string command = "SHOW " + what;
  if (PQsendQuery(wire_->get(), command.c_str()) != 1) wire_->broken();
  co_await wire_->flush();
  postgres::Result answer;
  for (;;) {
    postgres::Result next = co_await wire_->next_result();
    if (!next) break;
    answer = std::move(next);
  }
  if (!answer || PQstatus(wire_->get()) == CONNECTION_BAD) wire_->broken();
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) refused(answer.get(), what);
  co_return table_of(answer.get(), what);
}

}  // namespace lifeguard::pgbouncer
