// What watching costs at the very least: the product's own queries through the same pipeline and on the same
// beat, and every row thrown away.
//
//   bare_loop DSN TICK_MS EVERY_TICK EVERY_TENTH     names of queries, separated by commas
#include <libpq-fe.h>
#include <poll.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "collectors/postgres/queries.hpp"

namespace {

using lifeguard::postgres::query_text;

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

class BareLoop {
 public:
  explicit BareLoop(const char* dsn) : connection_(PQconnectdb(dsn)) {
    check(PQstatus(connection()) == CONNECTION_OK);
    check(PQsetnonblocking(connection(), 1) == 0);
    check(PQenterPipelineMode(connection()) == 1);
  }

  void round_trip(const std::vector<std::string>& names) {
    for (const std::string& name : names) send(name);
    flush();
    for (std::size_t syncs = 0; syncs < names.size();) {
      if (throw_away_result() == PGRES_PIPELINE_SYNC) ++syncs;
    }
  }

 private:
  PGconn* connection() const { return connection_.get(); }

  void check(bool good) const {
    if (!good) throw std::runtime_error(PQerrorMessage(connection()));
  }

  void send(const std::string& name) {
    if (prepared_.insert(name).second) {
      const std::string sql(query_text(name, PQserverVersion(connection())));
      check(PQsendPrepare(connection(), name.c_str(), sql.c_str(), 0, nullptr) == 1);
    }
    constexpr int kBinary = 1;
    check(PQsendQueryPrepared(connection(), name.c_str(), 0, nullptr, nullptr, nullptr, kBinary) == 1);
    check(PQpipelineSync(connection()) == 1);
  }

  void flush() const {
    for (int more = 1; more != 0;) {
      more = PQflush(connection());
      check(more >= 0);
      if (more != 0) wait_for(POLLOUT);
    }
  }

  ExecStatusType throw_away_result() const {
    while (PQisBusy(connection()) != 0) {
      wait_for(POLLIN);
      check(PQconsumeInput(connection()) == 1);
    }
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(connection()), &PQclear);
    const ExecStatusType status = result ? PQresultStatus(result.get()) : PGRES_EMPTY_QUERY;
    check(status != PGRES_FATAL_ERROR && PQstatus(connection()) == CONNECTION_OK);
    return status;
  }

  void wait_for(short events) const {
    pollfd socket{PQsocket(connection()), events, 0};
    poll(&socket, 1, -1);
  }

  std::unique_ptr<PGconn, Finish> connection_;
  std::set<std::string> prepared_;
};

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream in(list);
  for (std::string name; std::getline(in, name, ',');) names.push_back(name);
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "bare_loop DSN TICK_MS EVERY_TICK EVERY_TENTH\n";
    return EXIT_FAILURE;
  }
  const std::chrono::milliseconds tick(std::atoi(argv[2]));
  const std::vector<std::string> every_tick = split(argv[3]);
  std::vector<std::string> tenth = every_tick;
  for (std::string& name : split(argv[4])) tenth.push_back(std::move(name));

  try {
    BareLoop loop(argv[1]);
    auto next = std::chrono::steady_clock::now();
    for (unsigned count = 0;; ++count) {
      loop.round_trip(count % 10 == 0 ? tenth : every_tick);
      std::this_thread::sleep_until(next += tick);
    }
  } catch (const std::exception& error) {
    std::cerr << "bare_loop: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
