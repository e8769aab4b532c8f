#include "alerts/json_text.hpp"

#include <boost/json.hpp>

#include "tests/catch.hpp"

using namespace lifeguard;
namespace json = boost::json;

TEST_CASE("whole numbers are written as such, at every depth") {
  const json::value page{{"seconds", 5.0}, {"items", {0.0, -300.0, 7}}, {"deeper", {{"count", 12.0}}}};
  CHECK(text_of(page) == R"({"seconds":5,"items":[0,-300,7],"deeper":{"count":12}})");
}

TEST_CASE("what a whole number cannot say stays as it is") {
  const json::value page{0.25, 1e300};
  CHECK(json::parse(text_of(page)) == page);
}

TEST_CASE("the text is valid UTF-8 whatever a database put into it") {
  CHECK(text_of(json::value("caf\xe9")) == "\"caf\xef\xbf\xbd\"");
}
