#include "config/reference.hpp"

#include <fstream>
#include <iterator>
#include <regex>

#include "config/read.hpp"
#include "tests/catch.hpp"
#include "tests/unit/config/problems.hpp"

namespace lifeguard {
namespace {

std::string file_in_tree(const std::string& path) {
  std::ifstream in(std::string(LIFEGUARD_SOURCE_DIR) + "/" + path, std::ios::binary);
  REQUIRE(in.is_open());
  return {std::istreambuf_iterator<char>(in), {}};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the example in the tree is what this version prints") {
  // Stale? lifeguard config example > config/examples/lifeguard.toml
  CHECK(file_in_tree("config/examples/lifeguard.toml") == config_example());
}

TEST_CASE("the reference in the tree is what this version prints") {
  // Stale? lifeguard config reference > docs/configuration.md
  CHECK(file_in_tree("docs/configuration.md") == config_reference());
}

TEST_CASE("the example is a config as it is, at every default") {
  const Config config = parse_config(config_example(), "example", {});
  REQUIRE(config.postgres.size() == 1);
  CHECK(config.postgres[0].dsn.value == "postgresql://lifeguard@127.0.0.1:5432/postgres");
  CHECK(config.slack.empty());

  Config defaults;
  defaults.source = "example";
  defaults.postgres.emplace_back();
  defaults.postgres[0].name = "postgres";
  defaults.postgres[0].dsn.value = "postgresql://lifeguard@127.0.0.1:5432/postgres";
  CHECK(config_in_force(config) == config_in_force(defaults));
}

TEST_CASE("the example with all that is optional is a config too") {
  const std::string keys = std::regex_replace(config_example(), std::regex("\n#(?=[a-z\\[])"), "\n");
  // The pointers into a JSON page, which the example shows too, are for that kind alone.
  const std::string all = std::regex_replace(keys, std::regex("kind = \"auto\""), "kind = \"json\"");
  const Config config = parse_config(all, "example", {});
  CHECK(config.postgres[0].password.file == "/run/secrets/postgres");
  REQUIRE(config.slack.size() == 1);
  CHECK(config.slack[0].webhook_url.file == "/run/secrets/slack");
  REQUIRE(config.app_pool.size() == 1);
  CHECK(config.app_pool[0].json_waiting == "/pool/waiting");
  CHECK(config.pagerduty.size() == 1);
  CHECK(config.alertmanager.size() == 1);
  REQUIRE(config.webhook.size() == 1);
  CHECK(config.webhook[0].secret.file == "/run/secrets/webhook");
}

TEST_CASE("what is in force is listed without its secrets") {
  const std::string listed = config_in_force(parse_config(R"(
[[postgres]]
dsn = "postgresql://u:hunter2@db/shop"
password = "hunter2"

[[slack]]
webhook_url = "https://hooks.slack.com/hunter2"

[[pagerduty]]
routing_key_file = "/dev/null"
url = "https://u:hunter2@proxy/v2/enqueue"

[[alertmanager]]
url = "http://u:hunter2@am:9093"

[[webhook]]
url = "http://hook/hunter2"
secret = "hunter2"
)",
                                                          "lifeguard.toml", {}));
  CHECK_FALSE(contains(listed, "hunter2"));
  CHECK(contains(listed, "# from lifeguard.toml\n"));
  CHECK(contains(listed, "\ndsn = \"***\"\npassword = \"***\"\n"));
  CHECK(contains(listed, "\nrouting_key_file = \"/dev/null\"\nurl = \"https://***@proxy/v2/enqueue\"\n"));
  CHECK(contains(listed, "\n[[webhook]]\nname = \"\"\nurl = \"***\"\nsecret = \"***\"\n"));
}

TEST_CASE("what is in force is a config again, whatever its texts hold") {
  const Config config =
      parse_config("[agent]\nservice = 'a\"b\\c$${d}\t'\n[[postgres]]\ndsn_file = '/dev/null'\n", "f", {});
  CHECK(config.agent.service == "a\"b\\c${d}\t");
  CHECK(config_in_force(parse_config(config_in_force(config), "f", {})) == config_in_force(config));
}

TEST_CASE("every problem of a wrong config is told at once, in the order of the file, without a secret") {
  Lines expected;
  std::string line;
  std::ifstream in(std::string(LIFEGUARD_SOURCE_DIR) + "/tests/golden/config_wrong.txt");
  while (std::getline(in, line)) expected.push_back(line);
  const Lines problems = problems_in(file_in_tree("tests/golden/config_wrong.toml"));
  CHECK(problems == expected);
  for (const std::string& problem : problems) CHECK_FALSE(contains(problem, "hunter2"));
}

}  // namespace lifeguard
