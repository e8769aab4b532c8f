#include "config/read.hpp"

#include "tests/catch.hpp"
#include "tests/unit/config/problems.hpp"

namespace lifeguard {
namespace {

const std::string kMain = "[[postgres]]\nname = \"main\"\ndsn = \"postgresql://lifeguard@db/shop\"\n";

}  // namespace

TEST_CASE("a config says what to watch, by which rules, and whom to tell") {
  const Config config = parse_config(R"(
[agent]
service = "checkout"
listen = "0.0.0.0:9963"
state_dir = ""
log_level = "debug"
log_format = "json"
remote_control = true

[[postgres]]
name = "main"
dsn = "postgresql://lifeguard@db/shop?sslmode=verify-full"
password_file = "/run/secrets/pg"
activity_interval = "500ms"
interval = "1m"
timeout = "2.5s"
query_text = "raw"

[rules.connection_leak]
enabled = false
warning = "30s"
critical = "2m"
clear = "20s"
for = "5s"
recover_for = "1m"
window = "30s"
windows = 8
growth = 2
ignore_applications = ["sqitch"]

[rules.pool_exhaustion]
warning = 0.5
critical = 1
forecast = "1h"

[rules.target_down]
for = "30s"

[[slack]]
webhook_url = "https://hooks.slack.com/services/x"
min_severity = "info"

[[webhook]]
name = "ops"
url = "http://127.0.0.1:9000/hook"
secret = "whsec_x"
)",
                                     "lifeguard.toml", {});

  CHECK(config.source == "lifeguard.toml");
  CHECK(config.agent.service == "checkout");
  CHECK(config.agent.listen == "0.0.0.0:9963");
  CHECK(config.agent.state_dir.empty());
  CHECK(config.agent.log_level == "debug");
  CHECK(config.agent.log_format == "json");
  CHECK(config.agent.remote_control);

  REQUIRE(config.postgres.size() == 1);
  const PostgresConfig& postgres = config.postgres[0];
  CHECK(postgres.name == "main");
  CHECK(postgres.dsn.value == "postgresql://lifeguard@db/shop?sslmode=verify-full");
  CHECK(postgres.password.file == "/run/secrets/pg");
  CHECK(postgres.activity_interval == Seconds(0.5));
  CHECK(postgres.interval == Seconds(60));
  CHECK(postgres.timeout == Seconds(2.5));
  CHECK(postgres.query_text == "raw");

  const ConnectionLeakConfig& leak = config.rules.connection_leak;
  CHECK_FALSE(leak.enabled);
  CHECK(leak.idle_in_transaction.warning == Seconds(30));
  CHECK(leak.idle_in_transaction.critical == Seconds(120));
  CHECK(leak.idle_in_transaction.clear == Seconds(20));
  CHECK(leak.hold == Seconds(5));
  CHECK(leak.recover_for == Seconds(60));
  CHECK(leak.window == Seconds(30));
  CHECK(leak.windows == 8);
  CHECK(leak.growth == 2);
  CHECK(leak.ignore_applications == std::vector<std::string>{"sqitch"});

  CHECK(config.rules.pool_exhaustion.saturation.warning == 0.5);
  CHECK(config.rules.pool_exhaustion.saturation.critical == 1.0);
  CHECK(config.rules.pool_exhaustion.forecast == Seconds(3600));
  CHECK(config.rules.target_down.hold == Seconds(30));
  CHECK(config.rules.slow_query.running.warning == Seconds(5));

  REQUIRE(config.slack.size() == 1);
  CHECK(config.slack[0].webhook_url.value == "https://hooks.slack.com/services/x");
  CHECK(config.slack[0].min_severity == "info");
  REQUIRE(config.webhook.size() == 1);
  CHECK(config.webhook[0].name == "ops");
  CHECK(config.webhook[0].secret.value == "whsec_x");
  CHECK(config.pagerduty.empty());
}

TEST_CASE("what a config leaves out keeps its default") {
  const Config config = parse_config(kMain, "f", {});
  CHECK(config.agent.listen == "127.0.0.1:9963");
  CHECK(config.agent.state_dir == "/var/lib/lifeguard");
  CHECK(config.postgres[0].activity_interval == Seconds(1));
  CHECK(config.rules.connection_leak.idle_in_transaction.critical == Seconds(300));
  CHECK(config.warnings.empty());
}

TEST_CASE("the only target of a kind may go without a name") {
  const Config config = parse_config("[[postgres]]\ndsn = \"host=db\"\n", "f", {});
  CHECK(config.postgres[0].name == "postgres");
}

TEST_CASE("one of two targets may not go without a name") {
  CHECK(problems_in(kMain + "[[postgres]]\ndsn = \"host=other\"\n") ==
        Lines{"f:4: [[postgres]] needs a name, for there is more than one [[postgres]]"});
}

TEST_CASE("two targets may not share a name") {
  CHECK(problems_in(kMain + kMain) ==
        Lines{"f:4: the target name \"main\" is taken at f:1; every target needs its own"});
}

TEST_CASE("receivers share a name with those of another kind only") {
  const std::string slack = "[[slack]]\nname = \"team\"\nwebhook_url = \"https://example.com/x\"\n";
  const std::string webhook = "[[webhook]]\nname = \"team\"\nurl = \"https://example.com/x\"\n";
  CHECK(problems_in(slack + webhook).empty());
  CHECK(problems_in(slack + slack) ==
        Lines{"f:4: the [[slack]] name \"team\" is taken at f:1; every [[slack]] needs its own name"});
}

TEST_CASE("two receivers of a kind may not both go without a name") {
  const std::string slack = "[[slack]]\nwebhook_url = \"https://example.com/x\"\n";
  CHECK(problems_in(slack + slack) ==
        Lines{"f:3: another [[slack]] without a name is at f:1; every [[slack]] needs its own name"});
}

TEST_CASE("a warning level below the default clear level takes it along") {
  const Config config = parse_config("[rules.connection_leak]\nwarning = \"10s\"\n", "f", {});
  CHECK(config.rules.connection_leak.idle_in_transaction.clear == Seconds(10));
}

TEST_CASE("a secret comes from a file as well, but not from both") {
  CHECK(parse_config("[[postgres]]\ndsn_file = \"/dev/null\"\n", "f", {}).postgres[0].dsn.file == "/dev/null");
  CHECK(problems_in("[[postgres]]\ndsn = \"host=db\"\ndsn_file = \"/dev/null\"\n") ==
        Lines{"f:3: postgres.dsn: dsn and dsn_file are both given; keep one"});
}

TEST_CASE("a secret's file that is not there is worth a warning, for it may come later") {
  const Config config = parse_config(kMain + "password_file = \"/nonexistent/pg\"\n", "f", {});
  CHECK(config.warnings == Lines{"f:4: postgres.password_file: there is no /nonexistent/pg"});
}

TEST_CASE("a secret that was given as a file's path is not shown") {
  CHECK(problems_in("[[postgres]]\ndsn_file = \"postgresql://u:hunter2@db/shop\"\n") ==
        Lines{"f:2: postgres.dsn_file: expected a path; a URL itself goes to dsn"});
}

TEST_CASE("a required secret must be there and must not be empty") {
  CHECK(problems_in("[[postgres]]\n") == Lines{"f:1: [[postgres]] needs dsn or dsn_file"});
  CHECK(problems_in("[[postgres]]\ndsn = \"\"\n") == Lines{"f:2: postgres.dsn: is empty"});
}

TEST_CASE("the interval between looks has a floor") {
  CHECK(problems_in(kMain + "interval = \"0s\"\n") == Lines{"f:4: postgres.interval: must be at least 100ms"});
  CHECK(problems_in(kMain + "activity_interval = \"99ms\"\n") ==
        Lines{"f:4: postgres.activity_interval: must be at least 100ms"});
  CHECK(problems_in(kMain + "interval = \"100ms\"\n").empty());
  CHECK(problems_in(kMain + "timeout = \"0s\"\n") == Lines{"f:4: postgres.timeout: must be at least 1ms"});
}

TEST_CASE("no duration is so long that a clock cannot hold it") {
  CHECK(problems_in(kMain + "interval = \"1e300d\"\n") ==
        Lines{"f:4: postgres.interval: must be at most 365d"});
  CHECK(problems_in(kMain + "[rules.vector_shrunk]\nwindow = \"2h\"\n") ==
        Lines{"f:5: rules.vector_shrunk.window: must be at most 1h"});
  CHECK(problems_in(kMain + "[rules.vector_shrunk]\nwindow = \"60m\"\n").empty());
}

TEST_CASE("a duration without its unit or its quotes is told how to look") {
  const Lines expected{
      "f:4: postgres.activity_interval: expected a duration like \"250ms\", \"3s\", \"5m\" or \"1h\", in "
      "quotes"};
  CHECK(problems_in(kMain + "activity_interval = 5\n") == expected);
  CHECK(problems_in(kMain + "activity_interval = \"5\"\n") == expected);
  CHECK(problems_in(kMain + "activity_interval = \"-5s\"\n") == expected);
}

TEST_CASE("thresholds out of order are refused, and say which is a default") {
  CHECK(problems_in("[rules.slow_query]\nwarning = \"2m\"\n") ==
        Lines{"f:2: rules.slow_query: warning (2m) is above critical (1m by default); the order is clear <= "
              "warning "
              "<= critical"});
  CHECK(problems_in("[rules.slow_query]\nwarning = \"2s\"\nclear = \"3s\"\n") ==
        Lines{"f:3: rules.slow_query: clear (3s) is above warning (2s); the order is clear <= warning <= "
              "critical"});
}

TEST_CASE("of a measure of which less is worse, critical is below warning and clear above") {
  CHECK(problems_in("[rules.redis_hit_ratio]\nwarning = 0.9\ncritical = 0.95\n") ==
        Lines{"f:3: rules.redis_hit_ratio: critical (0.95) is above warning (0.9); the order is critical <= "
              "warning <= clear"});
  CHECK(
      problems_in("[rules.redis_hit_ratio]\nclear = 0.7\n") ==
      Lines{"f:2: rules.redis_hit_ratio: warning (0.8 by default) is above clear (0.7); the order is critical "
            "<= warning <= clear"});
  const Config config = parse_config("[rules.redis_hit_ratio]\nwarning = 0.95\n", "f", {});
  CHECK(config.rules.redis_hit_ratio.hits.clear == 0.95);
}

TEST_CASE("a ratio that is no share may be above 1") {
  CHECK(problems_in("[rules.redis_fragmentation]\nwarning = 2\n").empty());
  CHECK(problems_in("[rules.redis_fragmentation]\nwarning = 0\n") ==
        Lines{"f:2: rules.redis_fragmentation.warning: expected a ratio above 0 and up to 1000, like 1.5"});
}

TEST_CASE("a ratio is above 0 and up to 1") {
  for (const char* wrong : {"0", "1.01", "80", "-0.5", "nan", "inf", "\"0.8\""}) {
    CHECK(problems_in(std::string("[rules.pool_exhaustion]\nwarning = ") + wrong + "\n") ==
          Lines{"f:2: rules.pool_exhaustion.warning: expected a ratio above 0 and up to 1, like 0.8"});
  }
}

TEST_CASE("a whole number that no int holds is refused") {
  CHECK(problems_in("[rules.connection_leak]\nwindows = 4294967296\n") ==
        Lines{"f:2: rules.connection_leak.windows: is too large"});
}

TEST_CASE("a slip in a key names the right spelling, a far one does not") {
  CHECK(problems_in("[agent]\nlissen = \"127.0.0.1:1\"\n") ==
        Lines{"f:2: unknown key \"lissen\" in [agent]; did you mean \"listen\"?"});
  CHECK(problems_in("[agent]\nzzz = 1\n") == Lines{"f:2: unknown key \"zzz\" in [agent]"});
}

TEST_CASE("a slip in a table names the right spelling") {
  CHECK(problems_in("[[postgress]]\n") ==
        Lines{"f:1: unknown table [[postgress]]; did you mean [[postgres]]?"});
  CHECK(problems_in("[rule.slow_query]\n") == Lines{"f:1: unknown table [rule]; did you mean [rules]?"});
  CHECK(problems_in("[rules.slow_querry]\n") ==
        Lines{"f:1: unknown table [rules.slow_querry]; did you mean [rules.slow_query]?"});
}

TEST_CASE("brackets are one for a table and two for a list") {
  CHECK(problems_in("[postgres]\ndsn = \"host=db\"\n") ==
        Lines{"f:1: expected [[postgres]], with two brackets"});
  CHECK(problems_in("[[agent]]\n") == Lines{"f:1: expected the table [agent], once"});
}

TEST_CASE("an empty list of targets is a list") {
  CHECK(problems_in("postgres = []\n").empty());
  CHECK(problems_in("[agent]\nzzz = []\n") == Lines{"f:2: unknown key \"zzz\" in [agent]"});
}

TEST_CASE("a key that would garble the terminal is shown without its control characters") {
  CHECK(problems_in("[agent]\n\"\\u001b[31mred\" = 1\n") == Lines{"f:2: unknown key \"?[31mred\" in [agent]"});
}

TEST_CASE("the address to listen on has a host and a port") {
  for (const char* right : {"127.0.0.1:0", "[::]:9963", "localhost:65535"}) {
    CHECK(problems_in(std::string("[agent]\nlisten = \"") + right + "\"\n").empty());
  }
  for (const char* wrong : {"", "9963", ":9963", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:9963",
                            "[]:1", "http://127.0.0.1:9963", "a:-1"}) {
    CHECK(problems_in(std::string("[agent]\nlisten = \"") + wrong + "\"\n") ==
          Lines{"f:2: agent.listen: expected an address and port like \"127.0.0.1:9963\" or \"[::]:9963\""});
  }
}

TEST_CASE("a receiver's URL is http or https, and is not shown when it is not") {
  for (const char* wrong : {"hunter2", "ftp://hunter2", "https://", "https:// hunter2"}) {
    CHECK(problems_in(std::string("[[slack]]\nwebhook_url = \"") + wrong + "\"\n") ==
          Lines{"f:2: slack.webhook_url: expected an http:// or https:// URL"});
  }
}

TEST_CASE("a choice names its words and the nearest one") {
  CHECK(problems_in("[agent]\nlog_level = \"warn\"\n") ==
        Lines{"f:2: agent.log_level: expected \"debug\", \"info\", \"warning\" or \"error\"; did you mean "
              "\"warning\"?"});
}

TEST_CASE("each text of a list must be one of the words, where there are some") {
  CHECK(problems_in("[exporters.prometheus]\ncompat = [\"postgres_exporter\", \"redis_exportr\"]\n") ==
        Lines{"f:2: exporters.prometheus.compat: expected \"postgres_exporter\", \"redis_exporter\" or "
              "\"pgbouncer_exporter\"; did you mean \"redis_exporter\"?"});
}

TEST_CASE("a link to a trace without a place for the trace is refused") {
  CHECK(problems_in("[otlp]\ntrace_url = \"https://grafana.example.com/explore\"\n") ==
        Lines{"f:2: otlp.trace_url: expected an http:// or https:// URL with {trace_id} in it"});
}

TEST_CASE("a dsn with a parameter that libpq will refuse is refused here") {
  CHECK(problems_in("[[postgres]]\ndsn = \"postgresql://u:hunter2@db/shop?sslmod=require\"\n") ==
        Lines{"f:2: postgres.dsn: has the parameter \"sslmod\", which libpq does not know; did you mean "
              "\"sslmode\"?"});
  CHECK(problems_in("[[postgres]]\ndsn = \"postgresql://u@db/shop?require_auth=scram-sha-256\"\n").empty());
}

TEST_CASE("the server behind a PgBouncer is a [[postgres]] by its name") {
  const std::string two = "[[postgres]]\nname = \"main\"\ndsn = \"host=db\"\n[[pgbouncer]]\ndsn = \"host=b\"\n";
  CHECK(problems_in(two + "postgres = \"main\"\n").empty());
  CHECK(problems_in(two + "postgres = \"mian\"\n") ==
        Lines{"f:6: pgbouncer.postgres: expected the name of a [[postgres]]; did you mean \"main\"?"});
  CHECK(problems_in(two + "postgres = \"pgbouncer\"\n").size() == 1);
  CHECK(problems_in(
            "[[postgres]]\nname = \"a\"\ndsn = \"host=db\"\n[[pgbouncer]]\nname = \"a\"\ndsn = \"host=b\"\n") ==
        Lines{"f:4: the target name \"a\" is taken at f:1; every target needs its own"});
}

TEST_CASE("an app pool's page has a URL, a kind that is known, and pointers where it is of one's own") {
  const std::string pool = "[[app_pool]]\nurl = \"http://app/metrics\"\n";
  CHECK(problems_in(pool).empty());
  CHECK(problems_in("[[app_pool]]\nname = \"a\"\n") == Lines{"f:1: [[app_pool]] needs url or url_file"});
  CHECK(problems_in("[[app_pool]]\nurl = \"app:8080/metrics\"\n") ==
        Lines{"f:2: app_pool.url: expected an http:// or https:// URL"});
  CHECK(problems_in(pool + "kind = \"hikari\"\n").at(0).find("did you mean \"hikaricp\"?") !=
        std::string::npos);
  CHECK(problems_in(pool + "kind = \"json\"\n") == Lines{"f:1: [[app_pool]]: kind = \"json\" needs json_used"});
  CHECK(problems_in(pool + "json_used = \"/used\"\n") ==
        Lines{"f:1: [[app_pool]]: json_used needs kind = \"json\""});
  CHECK(problems_in(pool + "kind = \"json\"\njson_used = \"pool.used\"\n") ==
        Lines{"f:4: app_pool.json_used: expected a JSON pointer like \"/pool/used\""});
  CHECK(problems_in(pool + "postgres = \"main\"\n").size() == 1);
}

TEST_CASE("a Redis has a URL, a probe that is known, and a client certificate with its key") {
  const std::string redis = "[[redis]]\nurl = \"rediss://cache\"\n";
  CHECK(problems_in(redis).empty());
  CHECK(problems_in("[[redis]]\nname = \"a\"\n") == Lines{"f:1: [[redis]] needs url or url_file"});
  CHECK(problems_in("[[redis]]\nurl = \"cache:6379\"\n").size() == 1);
  CHECK(problems_in(redis + "probe = \"write\"\n").size() == 1);
  CHECK(problems_in(redis + "tls_key = \"k.pem\"\n") == Lines{"f:1: [[redis]]: tls_key needs tls_certificate"});
}

}  // namespace lifeguard
