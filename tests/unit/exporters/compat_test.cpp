#include "exporters/compat/compat.hpp"

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/postgres/statements/facts.hpp"
#include "collectors/postgres/wal/facts.hpp"
#include "exporters/prometheus.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

const std::vector<std::string> kAll{"postgres_exporter", "redis_exporter", "pgbouncer_exporter"};

template <class Facts>
Snapshot snapshot_of(const std::string& kind, Facts facts) {
  Snapshot snapshot;
  snapshot.target = "main";
  snapshot.kind = kind;
  snapshot.up = true;
  snapshot.facts = std::move(facts);
  return snapshot;
}

postgres::Session session_of(const std::string& user, postgres::SessionState state) {
  postgres::Session session;
  session.database = "shop";
  session.user = user;
  session.state = state;
  return session;
}

// The page of one target, and of nothing but the foreign names.
struct Page {
  std::vector<Sample> samples;
  std::string text;

  explicit Page(Snapshot snapshot, const std::vector<std::string>& exporters = kAll)
      : samples(compat_samples({std::make_shared<const Snapshot>(std::move(snapshot))}, exporters,
                               {{"main", "postgres/db:5432"}})),
        text("\n" + prometheus_text({}, samples)) {}

  bool has(const std::string& line) const { return text.find("\n" + line + "\n") != std::string::npos; }
  bool names(const std::string& name) const { return text.find("\n" + name + "{") != std::string::npos; }
  int count(const std::string& name) const {
    int found = 0;
    for (const Sample& sample : samples) found += sample.metric->name == name;
    return found;
  }
};

}  // namespace

TEST_CASE("names of another exporter are served only where they are asked for") {
  const Snapshot postgres = snapshot_of("postgres", postgres::Facts{});
  CHECK(Page(postgres, {}).samples.empty());
  CHECK(Page(postgres, {"redis_exporter"}).samples.empty());
  CHECK(Page(postgres, {"postgres_exporter"}).has(R"(pg_up{target="main",server="db:5432"} 1)"));
}

TEST_CASE("of a target that is down nothing is told but that, by whatever name") {
  redis::Facts facts;
  facts.info.emplace();
  facts.info->numbers["used_memory"] = 100;
  Snapshot redis = snapshot_of("redis", facts);
  CHECK(Page(redis).has(R"(redis_memory_used_bytes{target="main"} 100)"));
  redis.up = false;
  redis.error = "refused";
  const Page down(redis);
  CHECK(down.has(R"(redis_up{target="main"} 0)"));
  CHECK(down.has(R"(redis_exporter_last_scrape_error{target="main",err="refused"} 1)"));
  CHECK(down.samples.size() == 2);
}

TEST_CASE("a server without pg_stat_statements is no error of the exporter, another part that fails is") {
  Snapshot postgres = snapshot_of("postgres", postgres::Facts{});
  postgres.parts.push_back({"statements", false, {}, "pg_stat_statements is not loaded"});
  CHECK(Page(postgres).has(R"(pg_exporter_last_scrape_error{target="main",server="db:5432"} 0)"));
  postgres.parts.push_back({"activity", false, {}, "no answer within 3.0 s"});
  CHECK(Page(postgres).has(R"(pg_exporter_last_scrape_error{target="main",server="db:5432"} 1)"));
}

TEST_CASE("a PgBouncer that does not answer is down by its old name too") {
  Snapshot bouncer = snapshot_of("pgbouncer", std::monostate{});
  bouncer.up = false;
  const Page down(bouncer);
  CHECK(down.has(R"(pgbouncer_up{target="main"} 0)"));
  CHECK(down.samples.size() == 1);
}

TEST_CASE("what was not collected has no series, rather than zero") {
  const Page page(snapshot_of("postgres", postgres::Facts{}));
  CHECK_FALSE(page.names("pg_stat_database_xact_commit"));
  CHECK_FALSE(page.names("pg_replication_lag"));
  CHECK_FALSE(page.names("pg_settings_max_connections"));
  CHECK_FALSE(page.names("pg_postmaster_start_time_seconds"));
}

TEST_CASE("sessions beyond a hundred groups count by database and state, so that sums stay right") {
  postgres::Facts facts;
  facts.activity.emplace();
  for (int i = 0; i < 150; ++i) {
    facts.activity->sessions.push_back(session_of("user" + std::to_string(i), postgres::SessionState::idle));
  }
  facts.activity->sessions.push_back(session_of("user7", postgres::SessionState::idle));
  facts.activity->sessions.push_back(session_of("worker", postgres::SessionState::other));
  const Page page(snapshot_of("postgres", facts));
  CHECK(page.count("pg_stat_activity_count") == 101);
  double sum = 0;
  for (const Sample& sample : page.samples) {
    if (sample.metric->name == "pg_stat_activity_count") sum += sample.value;
  }
  CHECK(sum == 151);
  CHECK(page.text.find(
            R"(usename="user7",application_name="",backend_type="",wait_event_type="",wait_event=""} 2)") !=
        std::string::npos);
}

TEST_CASE("checkpoints have their names of before and since PostgreSQL 17, on every version") {
  postgres::Wal wal;
  wal.checkpoints.emplace();
  wal.checkpoints->timed = 3;
  wal.checkpoints->write_time = Seconds(1.5);
  wal.io = {{"client backend", "relation", {}, {4, {}, {}}, {3, {}, {}}, {1, {}, {}}},
            {"checkpointer", "relation", {}, {90, {}, {}}, {}, {}}};
  postgres::Facts facts;
  facts.wal = std::make_shared<const postgres::Wal>(wal);
  const Page page(snapshot_of("postgres", facts));
  const std::string labels = R"({target="main",server="db:5432"})";
  CHECK(page.has("pg_stat_bgwriter_checkpoints_timed_total" + labels + " 3"));
  CHECK(page.has("pg_stat_bgwriter_checkpoints_timed" + labels + " 3"));
  CHECK(page.has("pg_stat_checkpointer_num_timed_total" + labels + " 3"));
  CHECK(page.has("pg_stat_bgwriter_checkpoint_write_time_total" + labels + " 1500"));
  CHECK(page.has("pg_stat_bgwriter_buffers_backend_total" + labels + " 7"));
  CHECK(page.has("pg_stat_bgwriter_buffers_backend_fsync_total" + labels + " 1"));
}

TEST_CASE("of all tables the forty with the most dead rows have series, the system's none") {
  postgres::Databases databases;
  postgres::Storage& storage = databases.visits["shop"].storage;
  for (int i = 0; i < 60; ++i) {
    postgres::Table table;
    table.schema = i == 59 ? "pg_catalog" : "public";
    table.name = "t" + std::to_string(i);
    table.dead_rows = i;
    storage.tables.push_back(table);
  }
  postgres::Facts facts;
  facts.databases = std::make_shared<const postgres::Databases>(databases);
  const Page page(snapshot_of("postgres", facts));
  CHECK(page.count("pg_stat_user_tables_n_dead_tup") == 40);
  CHECK(page.text.find(R"(relname="t58"} 58)") != std::string::npos);
  CHECK(page.text.find(R"(relname="t59")") == std::string::npos);
  CHECK(page.text.find(R"(relname="t18")") == std::string::npos);
}

TEST_CASE("a pool's servers are told apart again as PgBouncer does") {
  pgbouncer::PoolRow pool;
  pool.database = "shop";
  pool.user = "app";
  pool.servers_active = 5;
  pool.servers_cancelling = 1;
  pool.servers_cancelled = 1;
  pool.servers_idle = 4;
  pool.servers_used = 3;
  pgbouncer::Facts facts;
  facts.pools = {pool};
  facts.config = {{"max_client_conn", "100"}, {"max_user_connections", "0"}};
  const Page page(snapshot_of("pgbouncer", facts));
  const std::string labels = R"({target="main",database="shop",user="app"})";
  CHECK(page.has("pgbouncer_pools_server_active_connections" + labels + " 3"));
  CHECK(page.has("pgbouncer_pools_server_idle_connections" + labels + " 1"));
  CHECK(page.has("pgbouncer_pools_server_used_connections" + labels + " 3"));
  CHECK(page.has(R"(pgbouncer_config_max_user_connections{target="main"} 0)"));
}

TEST_CASE("commands that are not shown one by one are one series") {
  redis::Facts facts;
  facts.info.emplace();
  facts.info->commands = {
      {"get", 5, Seconds(2), 0, 0}, {"set", 3, Seconds(1), 0, 1}, {"del", 1, Seconds(1), 0, 1}};
  facts.shown_commands = {"get"};
  const Page page(snapshot_of("redis", facts));
  CHECK(page.has(R"(redis_commands_total{target="main",cmd="get"} 5)"));
  CHECK(page.has(R"(redis_commands_total{target="main",cmd="other"} 4)"));
  CHECK(page.has(R"(redis_commands_failed_calls_total{target="main",cmd="other"} 2)"));
}

TEST_CASE("a replica's master and a master's replicas are told by host and port") {
  redis::Facts facts;
  facts.info.emplace();
  redis::Replication& replication = facts.info->replication.emplace();
  replication.is_replica = true;
  replication.master = "[::1]:6379";
  replication.link_up = true;
  redis::Replica replica;
  replica.address = "10.0.0.8:6380";
  replica.state = "online";
  replica.offset = 42;
  replication.replicas = {replica};
  const Page page(snapshot_of("redis", facts));
  CHECK(page.has(R"(redis_master_link_up{target="main",master_host="::1",master_port="6379"} 1)"));
  CHECK(page.has(
      R"(redis_connected_slave_offset_bytes{target="main",slave_ip="10.0.0.8",slave_port="6380",slave_state="online"} 42)"));
}

TEST_CASE("OpenMetrics has other exporters' counters under the names they have, of a type that allows it") {
  redis::Facts facts;
  facts.info.emplace();
  facts.info->numbers = {{"total_error_replies", 4}, {"keyspace_hits", 5}, {"rdb_saves", 6}};
  const Page page(snapshot_of("redis", facts));
  const std::string text = open_metrics_text({}, page.samples);
  CHECK(text.find("# TYPE redis_total_error_replies unknown\nredis_total_error_replies{target=\"main\"} 4\n") !=
        std::string::npos);
  CHECK(text.find("# TYPE redis_keyspace_hits_total unknown\n") != std::string::npos);
  CHECK(text.find("# TYPE redis_rdb_saves_total gauge\n") != std::string::npos);
}
