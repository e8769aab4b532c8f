#include "collectors/pgbouncer/lint.hpp"

#include "collectors/pgbouncer/checks.hpp"
#include "collectors/pgbouncer/console_error.hpp"
#include "tests/catch.hpp"
#include "tests/unit/collectors/pgbouncer/a_bouncer.hpp"

using namespace lifeguard;
using namespace lifeguard::pgbouncer;

namespace {

std::vector<std::string> settings(const pgbouncer::Facts& facts) {
  std::vector<std::string> settings;
  for (const Remark& remark : lint(facts)) settings.push_back(remark.setting);
  return settings;
}

using Settings = std::vector<std::string>;

}  // namespace

TEST_CASE("the defaults in transaction mode are fine") {
  CHECK(settings(a_bouncer()).empty());
}

TEST_CASE("each setting that hurts is named") {
  pgbouncer::Facts facts = a_bouncer();
  (*facts.config)["query_wait_timeout"] = "0";
  (*facts.config)["server_lifetime"] = "5";
  (*facts.config)["auth_type"] = "any";
  CHECK(settings(facts) == Settings{"query_wait_timeout", "server_lifetime", "auth_type"});
  (*facts.config)["listen_addr"] = "127.0.0.1";
  CHECK(settings(facts) == Settings{"query_wait_timeout", "server_lifetime"});
}

TEST_CASE("each of the addresses that PgBouncer listens on counts") {
  pgbouncer::Facts facts = a_bouncer();
  (*facts.config)["auth_type"] = "trust";
  for (const char* own : {"127.0.0.1,::1", "localhost, 127.0.0.1", "::1", ""}) {
    (*facts.config)["listen_addr"] = own;
    CHECK(settings(facts).empty());
  }
  (*facts.config)["listen_addr"] = "127.0.0.1, 10.0.0.8";
  CHECK(settings(facts) == Settings{"auth_type"});
}

TEST_CASE("clients that may rest for ever matter where a client keeps its connection") {
  pgbouncer::Facts facts = a_bouncer();
  facts.pools->front().mode = "session";
  REQUIRE(settings(facts) == Settings{"client_idle_timeout"});
  CHECK_FALSE(lint(facts).front().warning);
}

TEST_CASE("what was not read is not judged") {
  pgbouncer::Facts facts = a_bouncer();
  facts.config.reset();
  CHECK(settings(facts).empty());
  CHECK_FALSE(most_files(facts));
}

TEST_CASE("check says how many files PgBouncer may want, which only its process's limit can tell is enough") {
  CHECK(most_files(a_bouncer()) == 120);
  CHECK(checks_from(a_bouncer()).back().what.starts_with("files: up to 120 open at once"));
}

TEST_CASE("who may not use the console is told what to put into pgbouncer.ini") {
  const auto refused = console_error(
      "b:6432", "connection to server at \"b\" (10.0.0.8), port 6432 failed: FATAL:  08P01: not allowed\n");
  CHECK(refused.retry() == Unreachable::Retry::only_after_change);
  CHECK(std::string(refused.what()) ==
        "b:6432: connection to server at \"b\" (10.0.0.8), port 6432 failed: FATAL:  not allowed; the console "
        "takes "
        "only those whom pgbouncer.ini names: add this user to stats_users there, and RELOAD");
  CHECK(console_error("b:6432", "FATAL:  08P01: no more connections allowed (max_client_conn)\n").retry() ==
        Unreachable::Retry::soon);
  CHECK(console_error("b:6432", "could not connect: Connection refused\n").retry() == Unreachable::Retry::soon);
}
