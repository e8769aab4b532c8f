#include "collectors/postgres/connect_error.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

TEST_CASE("a refused password is not worth another try, a full server is") {
  const auto password =
      connect_error("db:5432",
                    "connection to server at \"db\" (10.0.0.1), port 5432 failed: FATAL:  28P01: password "
                    "authentication failed for user \"app\"\nLOCATION:  auth_failed, auth.c:326\n");
  CHECK(password.retry() == Unreachable::Retry::only_after_change);
  CHECK(std::string(password.what()) ==
        "db:5432: connection to server at \"db\" (10.0.0.1), port 5432 failed: FATAL:  password authentication "
        "failed for user "
        "\"app\"; correct the password, or its password_file");
  const auto full = connect_error("db:5432", "failed: FATAL:  53300: sorry, too many clients already\n");
  CHECK(full.retry() == Unreachable::Retry::soon);
  CHECK(std::string(full.what()).find("no slot left") != std::string::npos);
  CHECK(connect_error("db:5432", "could not connect: Connection refused\n").retry() ==
        Unreachable::Retry::soon);
}

TEST_CASE("the SQLSTATE is found whatever the server's language") {
  CHECK(sqlstate_in("FATALE:  28P01: autenticazione fallita") == "28P01");
  CHECK(sqlstate_in("connection refused") == "");
}

TEST_CASE("a limit of the database or of the role is not taken for a full server, in any language") {
  const auto advice = [](std::string_view message) {
    return std::string(connect_error("db:5432", message).what());
  };
  const std::string database = advice(
      "failed: FATALE:  53300: troppe connessioni per il database \"crm\"\nPOSIZIONE:  CheckMyDatabase, "
      "postinit.c:388\n");
  CHECK(database.find("limit of this database is reached, or is 0") != std::string::npos);
  const std::string role = advice(
      "failed: FATAL:  53300: too many connections for role \"app\"\nLOCATION:  InitializeSessionUserId, "
      "miscinit.c:794\n");
  CHECK(role.find("limit of this role is reached") != std::string::npos);
  for (const std::string& text : {database, role}) CHECK(text.find("no slot left") == std::string::npos);
}
