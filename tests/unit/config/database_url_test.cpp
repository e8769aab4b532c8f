#include "config/database_url.hpp"

#include "config/read.hpp"
#include "tests/catch.hpp"

namespace lifeguard {

TEST_CASE("a driver or another tool's scheme becomes libpq's") {
  for (const char* scheme : {"postgresql", "postgres", "postgresql+asyncpg", "postgres+psycopg2",
                             "jdbc:postgresql", "ecto", "postgis"}) {
    const std::string url = std::string(scheme) + "://u:p@db:5432/shop";
    CHECK(is_database_url(url));
    CHECK(libpq_url(url) == "postgresql://u:p@db:5432/shop");
    CHECK(with_libpq_scheme(url) == "postgresql://u:p@db:5432/shop");
  }
}

TEST_CASE("key=value pairs stay as they are") {
  CHECK(is_database_url("host=db password=a://b"));
  CHECK(libpq_url("host=db password=a://b?c=d") == "host=db password=a://b?c=d");
}

TEST_CASE("another database's URL, or no URL, is none of PostgreSQL") {
  CHECK_FALSE(is_database_url("mysql://u@db/shop"));
  CHECK_FALSE(is_database_url("sqlite:///x?mode=ro"));
  CHECK_FALSE(is_database_url("db.example"));
  CHECK_FALSE(is_database_url(""));
}

TEST_CASE("parameters that only the framework knows are left out") {
  CHECK(libpq_url("postgresql://u@db/shop?schema=public&connection_limit=5&pgbouncer=true") ==
        "postgresql://u@db/shop");
  CHECK(libpq_url("postgres://u@db/shop?schema=public&sslmode=require&connect_timeout=5&pool=2") ==
        "postgresql://u@db/shop?sslmode=require&connect_timeout=5");
  CHECK(libpq_url("jdbc:postgresql://db/shop?user=u&password=p&currentSchema=x") ==
        "postgresql://db/shop?user=u&password=p");
  CHECK(libpq_url("postgresql://u@db/shop?options=endpoint%3Dx&broken&=") ==
        "postgresql://u@db/shop?options=endpoint%3Dx");
}

TEST_CASE("TLS asked for in another driver's words stays asked for") {
  CHECK(libpq_url("postgres://u@db/shop?sslmode=no-verify") == "postgresql://u@db/shop?sslmode=require");
  CHECK(libpq_url("postgres://u@db/shop?ssl=verify-full") == "postgresql://u@db/shop?sslmode=verify-full");
  CHECK(libpq_url("postgres://u@db/shop?ssl=true") == "postgresql://u@db/shop?ssl=true");
  CHECK(libpq_url("postgres://u@db/shop?sslmode=whatever") == "postgresql://u@db/shop");
}

TEST_CASE("a question mark in the password does not begin the parameters") {
  CHECK(libpq_url("postgres://u:a?schema=b@db/shop?schema=public") == "postgresql://u:a?schema=b@db/shop");
  CHECK_FALSE(unknown_parameter("postgresql://u:a?b=c@db/shop"));
}

TEST_CASE("an unknown parameter is named only when it cannot be a piece of a password") {
  CHECK(unknown_parameter("postgresql://db/shop?schema=public") == "schema");
  CHECK(unknown_parameter("postgresql://u:a/b?hunter=2@db/shop") == "");
  CHECK(unknown_parameter("postgresql://db/shop?Hunter2=x") == "");
  CHECK_FALSE(unknown_parameter("postgresql://db/shop?sslmode=require&sslnegotiation=direct"));
  CHECK_FALSE(unknown_parameter("host=db schema=public"));
}

TEST_CASE("a URL from a variable is cleaned, one written by hand only gets its scheme") {
  const Config config = parse_config("[[postgres]]\ndsn = \"${URL}\"\n", "f",
                                     {{"URL", "postgresql+asyncpg://u@db/shop?schema=public"}});
  CHECK(config.postgres[0].dsn.value == "postgresql://u@db/shop");
  CHECK(
      parse_config("[[postgres]]\ndsn = \"postgres+psycopg2://u@db/shop\"\n", "f", {}).postgres[0].dsn.value ==
      "postgresql://u@db/shop");
}

}  // namespace lifeguard
