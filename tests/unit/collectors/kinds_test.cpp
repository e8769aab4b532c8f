#include "collectors/kinds.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

TEST_CASE("over a reload a target keeps its collector unless anything of its config changed") {
  Resolver resolver;
  Config config;
  config.postgres.resize(2);
  config.postgres[0].name = "main";
  config.postgres[0].dsn.value = "host=db1";
  config.postgres[1].name = "other";
  config.postgres[1].dsn.value = "host=db2";
  config.pgbouncer.resize(1);
  config.pgbouncer[0].name = "bouncer";
  config.pgbouncer[0].dsn.value = "host=db1 port=6432";
  std::vector<Watched> watched = watch(config, resolver);
  REQUIRE(watched.size() == 3);
  const Collector *main = watched[0].collector.get(), *other = watched[1].collector.get(),
                  *bouncer = watched[2].collector.get();
  CHECK(watched[0].address == "postgres/db1:5432");

  std::swap(config.postgres[0], config.postgres[1]);
  config.postgres[0].password.file = "/run/secrets/other";
  watched = watch(config, resolver, std::move(watched));
  REQUIRE(watched.size() == 3);
  CHECK(watched[0].collector.get() != other);
  CHECK(watched[1].collector.get() == main);
  CHECK(watched[2].collector.get() == bouncer);

  config.rules.slow_query.running.warning = Seconds(1);
  config.pgbouncer.clear();
  watched = watch(config, resolver, std::move(watched));
  REQUIRE(watched.size() == 2);
  CHECK(watched[1].collector.get() != main);
}
