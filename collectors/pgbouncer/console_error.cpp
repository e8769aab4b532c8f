#include "collectors/pgbouncer/console_error.hpp"

#include <array>

#include "collectors/advice.hpp"
#include "collectors/postgres/connect_error.hpp"

namespace lifeguard::pgbouncer {
namespace {

using Retry = Unreachable::Retry;

// PgBouncer gives one SQLSTATE to nearly all of its refusals, and its words are English everywhere.
constexpr auto kAdvice = std::to_array<Advice>({
    {"not allowed", Retry::only_after_change,
     "the console takes only those whom pgbouncer.ini names: add this user to stats_users there, and RELOAD"},
    {"no such user", Retry::only_after_change,
     "add this user to the file that auth_file names and to stats_users in pgbouncer.ini, and RELOAD"},
    {"authentication failed", Retry::only_after_change,
     "correct the password or its password_file, or add this user to the file that auth_file names and to "
     "stats_users in pgbouncer.ini, and RELOAD"},
    {"unsupported startup parameter", Retry::only_after_change,
     "a PG… variable in Lifeguard's environment adds it: unset that, or name the parameter in "
     "ignore_startup_parameters of pgbouncer.ini"},
    {"no more connections allowed", Retry::soon,
     "max_client_conn is used up, for the console too; raise it in pgbouncer.ini, and RELOAD"},
    {"SSL required", Retry::only_after_change, "add sslmode=require to the dsn"},
    {"database \"pgbouncer\" does not exist", Retry::only_after_change,
     "this is PostgreSQL itself; point the dsn at PgBouncer's port"},
    {"FATAL:  28000: role ", Retry::only_after_change,
     "this is PostgreSQL itself; point the dsn at PgBouncer's port"},
    {"pg_hba.conf", Retry::only_after_change,
     "this is PostgreSQL itself, or PgBouncer's auth_hba_file has no line for this user and database "
     "pgbouncer"},
});

}  // namespace

Unreachable console_error(const std::string& endpoint, std::string_view message) {
  const Advice* advice = advice_on(kAdvice, message);
  if (!advice) return postgres::connect_error(endpoint, message);
  const std::string said =
      postgres::without_code(postgres::first_line(message), postgres::sqlstate_in(message));
  return {endpoint + ": " + said + "; " + std::string(advice->text), advice->retry};
}

}  // namespace lifeguard::pgbouncer
