#include "config/expand.hpp"

#include "tests/catch.hpp"
#include "tests/unit/config/problems.hpp"

namespace lifeguard {
namespace {

std::string service(const std::string& text, const Environment& environment) {
  return parse_config("[agent]\nservice = '" + text + "'\n", "f", environment).agent.service;
}

}  // namespace

TEST_CASE("a variable in a text is replaced by its value") {
  CHECK(service("${NAME}", {{"NAME", "shop"}}) == "shop");
  CHECK(service("a-${NAME}-${TIER}", {{"NAME", "shop"}, {"TIER", "1"}}) == "a-shop-1");
  CHECK(service("${NAME}", {{"NAME", ""}}).empty());
}

TEST_CASE("a default stands for a variable that is missing or empty") {
  CHECK(service("${NAME:-shop}", {}) == "shop");
  CHECK(service("${NAME:-shop}", {{"NAME", ""}}) == "shop");
  CHECK(service("${NAME:-shop}", {{"NAME", "till"}}) == "till");
  CHECK(service("x${NAME:-}", {}) == "x");
}

TEST_CASE("two dollars are one, and a lone dollar is itself") {
  CHECK(service("$${NAME}", {}) == "${NAME}");
  CHECK(service("pa$$word", {}) == "pa$word");
  CHECK(service("pa$word$", {}) == "pa$word$");
}

TEST_CASE("what a variable brings is not expanded again") {
  CHECK(service("${NAME}", {{"NAME", "${NAME}$$"}}) == "${NAME}$$");
}

TEST_CASE("a variable that is not set is refused with its line") {
  CHECK(problems_in("[agent]\nservice = \"${NAME}\"\n") ==
        Lines{"f:2: ${NAME} is not set; set it, or write ${NAME:-default}"});
}

TEST_CASE("a variable in a list or in a nested table is replaced") {
  const Config config =
      parse_config("[rules.slow_query]\nignore_applications = [\"${APP}\"]\n", "f", {{"APP", "etl"}});
  CHECK(config.rules.slow_query.ignore_applications == Lines{"etl"});
}

TEST_CASE("an expansion that cannot be read is refused, and not shown") {
  CHECK(problems_in("[agent]\nservice = \"hunter2${\"\n") ==
        Lines{"f:2: ${ without its }; a dollar as such is written $$"});
  const Lines no_name{"f:2: ${…} takes the name of an environment variable, as ${NAME} or ${NAME:-default}"};
  CHECK(problems_in("[agent]\nservice = \"${hunter 2}\"\n") == no_name);
  CHECK(problems_in("[agent]\nservice = \"${}\"\n") == no_name);
  CHECK(problems_in("[agent]\nservice = \"${2NAME}\"\n") == no_name);
  CHECK(problems_in("[agent]\nservice = \"${A:-${B}}\"\n") == no_name);
}

}  // namespace lifeguard
