#include "collectors/app_pool/exposition.hpp"

#include "tests/catch.hpp"

namespace lifeguard::app_pool {
namespace {

bool everything(std::string_view) {
  return true;
}

}  // namespace

TEST_CASE("a line of metrics has a name, labels and a value") {
  const auto lines = read_exposition(
      "# HELP pool_used Connections.\n# TYPE pool_used gauge\n"
      "pool_used{pool=\"a \\\"b\\\" \\\\ \\n\",zone = \"x\" , } 3\npool_max 1e1 1700000000000\n",
      everything);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].metric == "pool_max");
  CHECK(lines[0].value == 10);
  CHECK(lines[1].label("pool") == "a \"b\" \\ \n");
  CHECK(lines[1].label("zone") == "x");
  CHECK(lines[1].label("none").empty());
}

TEST_CASE("only what is wanted is kept") {
  const auto lines =
      read_exposition("a 1\nb 2\na{x=\"y\"} 3\n", [](std::string_view name) { return name == "a"; });
  CHECK(lines.size() == 2);
}

TEST_CASE("of a series that is there twice the last counts, and NaN is no value") {
  const auto lines = read_exposition("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 5\nb NaN\nc +Inf\n", everything);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].value == 5);
  CHECK(lines[1].metric == "c");
}

TEST_CASE("a cut last line is left out") {
  const auto lines = read_exposition("a 1\nb{pool=\"mai", everything);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].metric == "a");
}

TEST_CASE("a page that is not of metrics says how it begins") {
  CHECK_THROWS_WITH(read_exposition("<!doctype html>\n<title>Sign in</title>", everything),
                    "the page holds no metrics; it begins with \"<!doctype html>\"");
  CHECK_THROWS_WITH(read_exposition("Welcome to nginx!\n", everything),
                    "the page holds no metrics; it begins with \"Welcome to nginx!\"");
  CHECK_THROWS_WITH(read_exposition("", everything), "the page is empty");
  CHECK_THROWS_WITH(read_exposition("\x01\xff garbage", everything),
                    "the page holds no metrics; it begins with \"   garbage\"");
}

}  // namespace lifeguard::app_pool
