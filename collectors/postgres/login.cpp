#include "collectors/postgres/login.hpp"

#include "config/database_url.hpp"

namespace lifeguard::postgres {

Conninfo login_of(const PostgresConfig& config) {
  const std::string password = config.password.read();
  Conninfo conninfo(database_url(config.dsn));
  if (!password.empty()) conninfo.set("password", password);
  return conninfo;
}

}  // namespace lifeguard::postgres
