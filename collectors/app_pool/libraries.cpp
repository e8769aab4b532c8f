#include "collectors/app_pool/libraries.hpp"

#include <algorithm>
#include <array>

namespace lifeguard::app_pool {
namespace {

constexpr std::array kLibraries{
    Library{"hikaricp", "HikariCP", "maximumPoolSize",
            "of the HikariConfig (Spring: spring.datasource.hikari.maximum-pool-size)",
            "leakDetectionThreshold = 60000 logs the stack of who took it"},
    Library{"go", "Go's database/sql", "SetMaxOpenConns", "of the sql.DB", ""},
    Library{"pgxpool", "pgxpool", "MaxConns", "of the pgxpool.Config (in a connection string: pool_max_conns)",
            ""},
    Library{"otel", "OpenTelemetry", "the pool's maximum", "in the app", ""},
    Library{"npgsql", "Npgsql", "Maximum Pool Size", "in the connection string", ""},
    Library{"node-pg", "node-postgres", "max", "of new Pool({ max })",
            "a listener of the pool's \"acquire\" event can log the stack of who took it"},
    Library{"sqlalchemy", "SQLAlchemy", "pool_size + max_overflow", "of create_engine()",
            "echo_pool=\"debug\" logs who takes and gives back"},
    Library{"psycopg", "psycopg_pool", "max_size", "of the ConnectionPool", ""},
    Library{"asyncpg", "asyncpg", "max_size", "of create_pool()", ""},
    Library{"rails", "ActiveRecord", "pool", "in database.yml", ""},
};

constexpr Library kOwn{"json", "the app's own page", "the pool's maximum", "in the app", ""};

}  // namespace

const Library& library_of(std::string_view kind) {
  const auto found = std::find_if(kLibraries.begin(), kLibraries.end(),
                                  [&](const Library& library) { return library.kind == kind; });
  return found == kLibraries.end() ? kOwn : *found;
}

}  // namespace lifeguard::app_pool
