#include "collectors/postgres/metrics.hpp"

#include <map>

#include "collectors/postgres/conninfo.hpp"
#include "collectors/postgres/pools.hpp"
#include "collectors/postgres/queries.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

std::map<std::string, double> values(const postgres::Facts& facts) {
  std::map<std::string, double> values;
  for (const Sample& sample : samples_from(facts)) {
    std::string name(sample.metric->name);
    for (const std::string& label : sample.labels) name += "|" + label;
    REQUIRE(sample.labels.size() == sample.metric->labels.size());
    CHECK(values.emplace(name, sample.value).second);  // no series twice
  }
  return values;
}

postgres::Facts facts_of(const scene::Server& server) {
  return std::get<postgres::Facts>(server.snapshot().facts);
}

}  // namespace

TEST_CASE("sessions are counted by database, application and state") {
  scene::Server server;
  server.sessions = {scene::session(1, SessionState::idle, 1), scene::session(2, SessionState::idle, 1),
                     scene::idle_in_transaction(3, 12.5)};
  const auto seen = values(facts_of(server));
  CHECK(seen.at("lifeguard_pg_sessions|shop|checkout|idle") == 2);
  CHECK(seen.at("lifeguard_pg_sessions|shop|checkout|idle in transaction") == 1);
  CHECK(seen.at("lifeguard_pg_oldest_idle_in_transaction_age_seconds") == 12.5);
  CHECK(seen.at("lifeguard_pg_session_limit") == 97);
}

TEST_CASE("the number of applications in labels is bounded, and the sum stays right") {
  scene::Server server;
  for (int i = 0; i < 60; ++i) {
    server.sessions.push_back(scene::session(i + 1, SessionState::idle, 1));
    server.sessions.back().application = "job " + std::to_string(i);
  }
  double sum = 0;
  std::size_t series = 0;
  for (const auto& [name, value] : values(facts_of(server))) {
    if (!name.starts_with("lifeguard_pg_sessions|")) continue;
    sum += value;
    ++series;
  }
  CHECK(series == 41);
  CHECK(sum == 60);
}

TEST_CASE("what is not known is absent, never zero") {
  scene::Server server;
  server.sees_every_session = false;
  postgres::Facts facts = facts_of(server);
  CHECK_FALSE(values(facts).contains("lifeguard_pg_oldest_transaction_age_seconds"));
  CHECK(values(facts).at("lifeguard_pg_visibility") == 0);
  facts.activity.reset();
  facts.server.reset();
  const auto seen = values(facts);
  CHECK_FALSE(pools_of(facts));
  CHECK_FALSE(seen.contains("lifeguard_pg_session_limit"));
}

TEST_CASE("sessions that the role cannot see are still counted as slots") {
  scene::Server server;
  server.sees_every_session = false;
  auto hidden = scene::session(1, SessionState::hidden, 0);
  hidden.backend_type.clear();
  server.sessions = {hidden};
  CHECK(used_slots(facts_of(server)) == 1);
}

TEST_CASE("the newest query that the server's version has reached is taken") {
  CHECK(query_text("activity", 120000).find("null::int as leader_pid") != std::string_view::npos);
  CHECK(query_text("activity", 130011).find("a.leader_pid as leader_pid") != std::string_view::npos);
  CHECK(query_text("activity", 180001).find("a.query_id as query_id") != std::string_view::npos);
  CHECK_THROWS_AS(query_text("activity", 110000), std::out_of_range);
  CHECK_THROWS_AS(query_text("nothing", 150000), std::out_of_range);
}

TEST_CASE("a dsn is taken apart, hosts in order, and never quoted in an error") {
  const Conninfo conninfo("postgresql://u:secret@a:1,b/db?target_session_attrs=read-write");
  REQUIRE(conninfo.hosts().size() == 2);
  CHECK(conninfo.hosts()[0].name == "a");
  CHECK(conninfo.hosts()[0].port == "1");
  CHECK(conninfo.endpoint().starts_with("a:1,b:"));
  CHECK(conninfo.get("target_session_attrs") == "read-write");
  try {
    Conninfo("postgresql://u:secret@[");
    FAIL("accepted");
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()).find("secret") == std::string::npos);
  }
}

TEST_CASE("one host with two addresses becomes two attempts under one name") {
  Conninfo conninfo("host=db port=6000 user=u");
  conninfo.set_hosts({{{"db", "6000"}, "10.0.0.1"}, {{"db", "6000"}, "10.0.0.2"}});
  CHECK(conninfo.get("host") == "db,db");
  CHECK(conninfo.get("hostaddr") == "10.0.0.1,10.0.0.2");
  CHECK(conninfo.get("port") == "6000,6000");
}
