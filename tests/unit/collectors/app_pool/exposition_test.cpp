#include "collectors/app_pool/exposition.hpp"

#include "tests/catch.hpp"

namespace lifeguard::app_pool {
namespace {

bool everything(std::string_view) {
  return true;
}

}  // namespace

TEST_CASE("a line of metrics has a name, labels and a value") {
  const auto lines =
      read_exposition(
          "# HELP pool_used Connections.\n# TYPE pool_used gauge\n"
          "pool_used{pool=\"a \\\"b\\\" \\\\ \\n\",zone = \"x\" , } 3\npool_max 1e1 1700000000000\n",
          everything)
          .lines;
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].metric == "pool_max");
  CHECK(lines[0].value == 10);
  CHECK(lines[1].label("pool") == "a \"b\" \\ \n");
  CHECK(lines[1].label("zone") == "x");
  CHECK(lines[1].label("none").empty());
}

TEST_CASE("only what is wanted is kept") {
  const auto lines =
      read_exposition("a 1\nb 2\na{x=\"y\"} 3\n", [](std::string_view name) { return name == "a"; }).lines;
  CHECK(lines.size() == 2);
}

TEST_CASE("of a series that is there twice the last counts, and NaN is no value") {
  const auto page = read_exposition("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 5\nb NaN\nc +Inf\n", everything);
  REQUIRE(page.lines.size() == 2);
  CHECK(page.lines[0].value == 5);
  CHECK(page.lines[1].metric == "c");
  CHECK(page.repeated.times == 1);
  CHECK(page.repeated.first == "a{y=\"2\",x=\"1\"} 5");
  CHECK(page.not_numbers.times == 1);
  CHECK(page.unreadable.times == 0);
}

TEST_CASE("a cut last line is left out") {
  const auto page = read_exposition("a 1\nb{pool=\"mai", everything);
  REQUIRE(page.lines.size() == 1);
  CHECK(page.lines[0].metric == "a");
  CHECK(page.unreadable.times == 1);
  CHECK(page.unreadable.first == "b{pool=\"mai");
}

TEST_CASE("what is wrong with lines of no interest is of none") {
  const auto page = read_exposition("a 1\nb x\nc NaN\nb{\n", [](std::string_view name) { return name == "a"; });
  CHECK(page.unreadable.times == 0);
  CHECK(page.not_numbers.times == 0);
}

TEST_CASE("a page that is not of metrics says how it begins and where to look") {
  const auto why = [](std::string_view text) -> std::string {
    try {
      read_exposition(text, everything);
    } catch (const NotMetrics& error) {
      const std::string what = error.what();
      return what.substr(0, what.find("; url must be the page of metrics itself, such as /metrics"));
    }
    return "";
  };
  CHECK(why("<!doctype html>\n<title>Sign in</title>\nsince 5") ==
        "the page is HTML; it begins with \"<!doctype html>\"");
  CHECK(why("\n  <html>") == "the page is HTML; it begins with \"<html>\"");
  CHECK(why("Welcome to nginx!\n") == "the page holds no metrics; it begins with \"Welcome to nginx!\"");
  CHECK(why("\n") == "the page is empty");
  CHECK(why("# HELP a b\n") == "the page holds no metrics, only comments");
  CHECK(why("\x01\xff garbage") == "the page holds no metrics; it begins with \"   garbage\"");
}

}  // namespace lifeguard::app_pool
