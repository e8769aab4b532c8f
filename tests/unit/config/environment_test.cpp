#include "config/read.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/catch.hpp"
#include "tests/unit/config/problems.hpp"

namespace lifeguard {
namespace {

constexpr std::string_view kNoPostgresUrl =
    "is not a URL of PostgreSQL, so it is not watched; expected a URL like "
    "\"postgresql://user@host:5432/database\" or "
    "libpq's \"host=… dbname=…\"";

const std::string kUrl = "postgresql://app:hunter2@db/shop";

// Without lifeguard.toml, unless the test writes one; the directory the tests run in has its own ideas.
class EmptyDirectory {
 public:
  EmptyDirectory() : before_(std::filesystem::current_path()) {
    std::string name = (std::filesystem::temp_directory_path() / "lifeguard-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
    path = name;
    std::filesystem::current_path(path);
  }
  ~EmptyDirectory() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }

  std::filesystem::path path;

 private:
  std::filesystem::path before_;
};

Lines read_problems(const std::optional<std::filesystem::path>& file, const Environment& environment) {
  try {
    read_config(file, environment);
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

}  // namespace

TEST_CASE("DATABASE_URL alone is enough to begin") {
  const EmptyDirectory here;
  const Config config = read_config({}, {{"DATABASE_URL", kUrl}});
  CHECK(config.source == "environment");
  REQUIRE(config.postgres.size() == 1);
  CHECK(config.postgres[0].name == "postgres");
  CHECK(config.postgres[0].dsn.value == kUrl);
  CHECK(config.warnings.empty());
}

TEST_CASE("PGBOUNCER_URL alone is enough too, and takes a framework's parameters out") {
  const EmptyDirectory here;
  const Config config = read_config({}, {{"PGBOUNCER_URL", "postgresql://app@b:6432/shop?schema=public"}});
  REQUIRE(config.pgbouncer.size() == 1);
  CHECK(config.pgbouncer[0].name == "pgbouncer");
  CHECK(config.pgbouncer[0].dsn.value == "postgresql://app@b:6432/shop");
}

TEST_CASE("APP_METRICS_URL makes an app pool called app") {
  const EmptyDirectory here;
  const Config config = read_config({}, {{"APP_METRICS_URL", "http://127.0.0.1:8080/metrics"}});
  REQUIRE(config.app_pool.size() == 1);
  CHECK(config.app_pool[0].name == "app");
  CHECK(config.app_pool[0].url.value == "http://127.0.0.1:8080/metrics");
  CHECK(config.warnings.empty());
}

TEST_CASE("the environment makes receivers") {
  const Config config = parse_config("", "f",
                                     {{"SLACK_WEBHOOK_URL", "https://hooks.slack.com/x"},
                                      {"PAGERDUTY_ROUTING_KEY", "key"},
                                      {"ALERTMANAGER_URL", "http://am:9093"},
                                      {"ALERT_WEBHOOK_URL", "http://hook"}});
  REQUIRE(config.slack.size() == 1);
  CHECK(config.slack[0].webhook_url.value == "https://hooks.slack.com/x");
  CHECK(config.slack[0].name.empty());
  REQUIRE(config.pagerduty.size() == 1);
  CHECK(config.pagerduty[0].routing_key.value == "key");
  REQUIRE(config.alertmanager.size() == 1);
  CHECK(config.alertmanager[0].url.value == "http://am:9093");
  REQUIRE(config.webhook.size() == 1);
  CHECK(config.webhook[0].url.value == "http://hook");
}

TEST_CASE("a kind that the file names does not come from the environment") {
  const Config config =
      parse_config("[[postgres]]\nname = \"main\"\ndsn = \"host=db\"\n", "f",
                   {{"DATABASE_URL", kUrl}, {"SLACK_WEBHOOK_URL", "https://hooks.slack.com/x"}});
  REQUIRE(config.postgres.size() == 1);
  CHECK(config.postgres[0].name == "main");
  CHECK(config.slack.size() == 1);
}

TEST_CASE("a variable's _FILE spelling names a file") {
  const Config config = parse_config("", "f", {{"DATABASE_URL_FILE", "/dev/null"}});
  REQUIRE(config.postgres.size() == 1);
  CHECK(config.postgres[0].dsn.file == "/dev/null");
  CHECK(problems_in("", {{"DATABASE_URL", kUrl}, {"DATABASE_URL_FILE", "/dev/null"}}) ==
        Lines{"DATABASE_URL_FILE: postgres.dsn: dsn and dsn_file are both given; keep one"});
}

TEST_CASE("LIFEGUARD_ variables come before the file, OTEL_SERVICE_NAME after it") {
  const Environment environment{{"LIFEGUARD_LISTEN", "0.0.0.0:1"},
                                {"LIFEGUARD_STATE_DIR", "/state"},
                                {"LIFEGUARD_LOG_LEVEL", "error"},
                                {"OTEL_SERVICE_NAME", "otel"}};
  const Config bare = parse_config("", "f", environment);
  CHECK(bare.agent.listen == "0.0.0.0:1");
  CHECK(bare.agent.state_dir == "/state");
  CHECK(bare.agent.log_level == "error");
  CHECK(bare.agent.service == "otel");

  const Config config = parse_config("[agent]\nlisten = \"[::]:2\"\nlog_level = \"info\"\nservice = \"file\"\n",
                                     "f", environment);
  CHECK(config.agent.listen == "0.0.0.0:1");
  CHECK(config.agent.log_level == "error");
  CHECK(config.agent.service == "file");
}

TEST_CASE("a wrong value in the environment is refused by the variable's name, and not shown") {
  CHECK(problems_in("", {{"LIFEGUARD_LOG_LEVEL", "loud"}}) ==
        Lines{"LIFEGUARD_LOG_LEVEL: agent.log_level: expected \"debug\", \"info\", \"warning\" or \"error\""});
  CHECK(problems_in("", {{"SLACK_WEBHOOK_URL", "hunter2"}}) ==
        Lines{"SLACK_WEBHOOK_URL: slack.webhook_url: expected an http:// or https:// URL"});
}

TEST_CASE("an empty variable is not set") {
  const Config config =
      parse_config("", "f", {{"DATABASE_URL", ""}, {"LIFEGUARD_LISTEN", ""}, {"REDIS_URL", ""}});
  CHECK(config.postgres.empty());
  CHECK(config.agent.listen == "127.0.0.1:9963");
  CHECK(config.warnings.empty());
}

TEST_CASE("a value of the environment is taken as it is, dollars and all") {
  const Config config = parse_config("", "f", {{"DATABASE_URL", "postgresql://u:p${X}$$@db/shop"}});
  CHECK(config.postgres[0].dsn.value == "postgresql://u:p${X}$$@db/shop");
}

using Variables = std::map<std::string, std::string>;

TEST_CASE("what the environment says of OpenTelemetry holds where the file is silent") {
  const Environment environment{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://o"},
                                {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b"},
                                {"OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=shop-1"},
                                {"OTEL_EXPORTER_OTLP_TIMEOUT", ""},
                                {"PATH", "/bin"}};
  CHECK(parse_config("", "f", environment).otlp.environment ==
        Variables{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://o"},
                  {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b"},
                  {"OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=shop-1"}});
}

TEST_CASE("a key of the file overrules its variable, for each signal too") {
  const auto in_force = [](const std::string& otlp, const std::string& variable) {
    return !parse_config("[otlp]\n" + otlp, "f", {{variable, "x"}}).otlp.environment.empty();
  };
  CHECK_FALSE(in_force("endpoint = ''", "OTEL_EXPORTER_OTLP_ENDPOINT"));
  CHECK_FALSE(in_force("endpoint = ''", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
  CHECK_FALSE(in_force("headers_file = '/dev/null'", "OTEL_EXPORTER_OTLP_LOGS_HEADERS"));
  CHECK_FALSE(in_force("traces_endpoint = 'http://t'", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
  CHECK(in_force("traces_endpoint = 'http://t'", "OTEL_EXPORTER_OTLP_ENDPOINT"));
  CHECK(in_force("endpoint = 'http://o'", "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION"));
  CHECK_FALSE(in_force("traces = true", "OTEL_TRACES_EXPORTER"));
}

TEST_CASE("another database's DATABASE_URL is not watched, and that is said") {
  const Config config = parse_config("", "f", {{"DATABASE_URL", "mysql://app:hunter2@db/shop"}});
  CHECK(config.postgres.empty());
  CHECK(config.warnings == Lines{"DATABASE_URL: " + std::string(kNoPostgresUrl)});
}

TEST_CASE("a cache alone is enough to watch") {
  const EmptyDirectory here;
  CHECK(read_config({}, {{"REDIS_URL", "redis://cache"}}).redis.size() == 1);
}

TEST_CASE("REDIS_URL makes a target, and another cache's URL is not watched, which is said") {
  const Config config = parse_config("", "f", {{"REDIS_URL", "redis://:hunter2@cache"}});
  REQUIRE(config.redis.size() == 1);
  CHECK(config.redis[0].name == "redis");
  CHECK(config.redis[0].url.value == "redis://:hunter2@cache");
  CHECK(config.warnings.empty());
  const Config other = parse_config("", "f", {{"REDIS_URL", "memcached://hunter2@cache"}});
  CHECK(other.redis.empty());
  CHECK(other.warnings ==
        Lines{"REDIS_URL: is not a URL of Redis, so it is not watched; expected a URL like "
              "\"redis://user@host:6379/0\", \"rediss://host\" or \"unix:///run/redis.sock\""});
}

TEST_CASE("with nothing to watch, what to set is said") {
  const EmptyDirectory here;
  const Lines problems = read_problems({}, {{"DATABASE_URL", "mysql://app@db/shop"}});
  CHECK(problems ==
        Lines{"DATABASE_URL: " + std::string(kNoPostgresUrl),
              "environment: nothing to watch; set DATABASE_URL=postgresql://user:password@host:5432/database, "
              "REDIS_URL=redis://host:6379, CHROMA_URL=http://host:8000 or another of the variables that the "
              "app has, "
              "or name what to watch in lifeguard.toml (\"lifeguard config example\" prints one)"});
}

TEST_CASE("lifeguard.toml in the working directory is read without being asked for") {
  const EmptyDirectory here;
  here.write("lifeguard.toml", "[[postgres]]\nname = \"main\"\ndsn = \"host=db\"\n");
  const Config config = read_config({}, {});
  CHECK(config.source == "lifeguard.toml");
  CHECK(config.postgres[0].name == "main");
}

TEST_CASE("a file that cannot be read is refused with the reason") {
  const EmptyDirectory here;
  CHECK(read_problems("none.toml", {{"DATABASE_URL", kUrl}}) ==
        Lines{"none.toml: cannot be read: No such file or directory"});
  std::filesystem::create_directory("a.d");
  CHECK(read_problems("a.d", {}) == Lines{"a.d: cannot be read: Is a directory"});
  CHECK(read_problems("/dev/zero", {}) == Lines{"/dev/zero: cannot be read: larger than 1 MiB"});
}

TEST_CASE("the process's environment is read whole") {
  setenv("LIFEGUARD_TEST_VALUE", "a=b", 1);
  CHECK(process_environment().at("LIFEGUARD_TEST_VALUE") == "a=b");
  unsetenv("LIFEGUARD_TEST_VALUE");
}

TEST_CASE("the url of a vector store makes a target called by its product, with its key") {
  const EmptyDirectory here;
  const Config config = read_config({}, {{"CHROMA_URL", "http://chroma:8000"},
                                         {"QDRANT_URL", "http://qdrant:6333"},
                                         {"QDRANT_API_KEY", "hunter2"},
                                         {"MILVUS_URL", "http://milvus:19530"},
                                         {"MILVUS_TOKEN_FILE", "/dev/null"},
                                         {"PINECONE_API_KEY", "pc"},
                                         {"PINECONE_INDEX", "docs"}});
  REQUIRE(config.vector.size() == 4);
  CHECK(config.vector[0].name == "chroma");
  CHECK(config.vector[0].kind == "chroma");
  CHECK(config.vector[0].url.value == "http://chroma:8000");
  CHECK(config.vector[1].name == "qdrant");
  CHECK(config.vector[1].api_key.value == "hunter2");
  CHECK(config.vector[2].kind == "milvus");
  CHECK(config.vector[2].api_key.file == "/dev/null");
  CHECK(config.vector[3].name == "pinecone");
  CHECK(config.vector[3].api_key.value == "pc");
  CHECK(config.vector[3].collections == Lines{"docs"});
}

TEST_CASE("a vector store of the environment whose indexes nobody searches says so, and what to set") {
  const Environment chroma{{"CHROMA_URL", "http://chroma:8000"}};
  CHECK(parse_config("", "f", chroma).warnings ==
        Lines{"CHROMA_URL: no index is searched, so that one which loses what it stores goes unnoticed: set "
              "CHROMA_COLLECTIONS=NAME,… to what the app searches, and LIFEGUARD_PROBE=read, or write "
              "collections = [\"NAME\"] and probe = \"read\" into a [[vector]] of lifeguard.toml"});
  const Environment pinecone{{"PINECONE_API_KEY", "k"}, {"PINECONE_INDEX", "docs"}};
  CHECK(parse_config("", "f", pinecone).warnings.at(0).find("unnoticed: set LIFEGUARD_PROBE=read, or") !=
        std::string::npos);
  Environment probing = chroma;
  probing["LIFEGUARD_PROBE"] = "write";
  CHECK(parse_config("", "f", probing).warnings ==
        Lines{"CHROMA_URL: no index is searched, so that one which loses what it stores goes unnoticed: set "
              "CHROMA_COLLECTIONS=NAME,… to what the app searches, or write collections = [\"NAME\"] and "
              "probe = \"write\" into a [[vector]] of lifeguard.toml"});
  probing["LIFEGUARD_PROBE"] = "ready";
  CHECK(parse_config("", "f", probing).warnings.empty());
}

TEST_CASE(
    "the environment alone names collections and has them searched, of the stores that it names them of") {
  const Config config = parse_config("", "f",
                                     {{"CHROMA_URL", "http://chroma:8000"},
                                      {"CHROMA_COLLECTIONS", "docs, users,"},
                                      {"QDRANT_URL", "http://qdrant:6333"},
                                      {"LIFEGUARD_PROBE", "read"}});
  CHECK(config.vector.at(0).collections == Lines{"docs", "users"});
  CHECK(config.vector.at(0).probe == "read");
  CHECK(config.vector.at(1).probe == "ready");
  REQUIRE(config.warnings.size() == 1);
  CHECK(config.warnings[0].find("QDRANT_URL: no index is searched") == 0);
  CHECK(config.warnings[0].find("QDRANT_COLLECTIONS=NAME") != std::string::npos);
}

TEST_CASE("a vector store of the file whose indexes nobody searches says so, unless that is what it says") {
  const std::string store = "[[vector]]\nurl = \"http://c\"\n";
  CHECK(
      parse_config(store, "f", {}).warnings ==
      Lines{"f:1: [[vector]]: no index is searched, so that one which loses what it stores goes unnoticed: set "
            "collections = [\"NAME\"] to what the app searches, and probe = \"read\"; probe = \"ready\" leaves "
            "it so"});
  CHECK(parse_config(store + "collections = [\"docs\"]\n", "f", {}).warnings.size() == 1);
  CHECK(parse_config(store + "probe = \"write\"\n", "f", {}).warnings.size() == 1);
  CHECK(parse_config(store + "probe = \"ready\"\n", "f", {}).warnings.empty());
  CHECK(parse_config(store + "collections = [\"docs\"]\nprobe = \"read\"\n", "f", {}).warnings.empty());
}

TEST_CASE("a kind of vector store that the file names does not come from the environment, another does") {
  const Config config = parse_config("[[vector]]\nname = \"docs\"\nurl = \"http://c\"\n", "f",
                                     {{"CHROMA_URL", "http://other"},
                                      {"WEAVIATE_URL", "http://weaviate"},
                                      {"WEAVIATE_API_KEY", "hunter2"},
                                      {"QDRANT_API_KEY", "of no store"}});
  REQUIRE(config.vector.size() == 2);
  CHECK(config.vector[0].name == "docs");
  CHECK(config.vector[0].url.value == "http://c");
  CHECK(config.vector[0].api_key.empty());
  CHECK(config.vector[1].name == "weaviate");
  CHECK(config.vector[1].api_key.value == "hunter2");
}

TEST_CASE("a vector store without what its kind needs is refused") {
  CHECK(problems_in("[[vector]]\n", {}) == Lines{"f:1: [[vector]]: kind = \"chroma\" needs url"});
  CHECK(problems_in("[[vector]]\nkind = \"pinecone\"\n", {}) ==
        Lines{"f:1: [[vector]]: kind = \"pinecone\" needs api_key"});
  CHECK(
      problems_in("[[vector]]\nurl = \"http://c\"\nprobe = \"read\"\n", {}) ==
      Lines{"f:1: [[vector]]: probe = \"read\" needs collections, for only those that are named are searched"});
  CHECK(problems_in("[[vector]]\nkind = \"pgvector\"\n", {}) ==
        Lines{"f:1: [[vector]]: kind = \"pgvector\" needs a [[postgres]]"});
  CHECK(problems_in("[[vector]]\nkind = \"pgvector\"\n", {{"DATABASE_URL", kUrl}}).empty());
  CHECK(problems_in("[[postgres]]\nname = \"a\"\ndsn = \"host=a\"\n[[postgres]]\nname = \"b\"\ndsn = "
                    "\"host=b\"\n[[vector]]\nkind = \"pgvector\"\n",
                    {}) ==
        Lines{"f:7: [[vector]]: kind = \"pgvector\" needs postgres, the name of one of the [[postgres]]"});
}

}  // namespace lifeguard
