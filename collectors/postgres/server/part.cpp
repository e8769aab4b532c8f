#include "collectors/postgres/server/part.hpp"

#include "collectors/postgres/read.hpp"

namespace lifeguard::postgres {

void ServerPart::take(const Answers& answers, Facts& facts) {
  const Rows& limits = answers.rows("limits");
  Server server;
  server.limits = read_limits(limits, answers.rows("connection_limits"));
  server.databases = read_databases(answers.rows("databases"));
  server.taken = limits.column("taken").time(0);
  facts.server = std::move(server);
}

void ServerPart::forget(Facts& facts) const {
  facts.server.reset();
}

}  // namespace lifeguard::postgres
