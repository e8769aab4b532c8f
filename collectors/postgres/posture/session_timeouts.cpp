#include "collectors/postgres/posture/session_timeouts.hpp"

#include "collectors/postgres/queries.hpp"

namespace lifeguard::postgres {

boost::asio::awaitable<std::map<std::string, std::string>> look_at_timeouts(Connection& connection) {
  std::vector<Query> queries;
  queries.push_back({"session_timeouts", query_text("session_timeouts", connection.server_version()), false});
  const std::vector<Answer> answers = co_await connection.pipeline(std::move(queries));
  const Rows& rows = answers.front().rows();
  const auto name = rows.column("name"), value = rows.column("value");
  std::map<std::string, std::string> timeouts;
  for (int row = 0; row < rows.size(); ++row) timeouts.emplace(name.text(row), value.text(row));
  co_return timeouts;
}

}  // namespace lifeguard::postgres
