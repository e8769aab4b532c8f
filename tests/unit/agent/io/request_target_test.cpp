#include "agent/io/request_target.hpp"

#include "tests/catch.hpp"

using lifeguard::parse_target;

TEST_CASE("path and query are percent-decoded, plus is a space in the query only") {
  const auto target = parse_target("/api/a%2Fb+c?series=pool%26x&minutes=60&app=a+b&flag");
  REQUIRE(target);
  CHECK(target->path == "/api/a/b+c");
  CHECK(target->query.at("series") == "pool&x");
  CHECK(target->query.at("minutes") == "60");
  CHECK(target->query.at("app") == "a b");
  CHECK(target->query.at("flag").empty());
}

TEST_CASE("the first of two equal names wins") {
  CHECK(parse_target("/?a=1&a=2")->query.at("a") == "1");
}

TEST_CASE("empty pieces of a query are nothing") {
  CHECK(parse_target("/metrics?")->query.empty());
  CHECK(parse_target("/metrics?&&=3")->query.empty());
}

TEST_CASE("an absolute target counts as its path") {
  CHECK(parse_target("http://agent:9963/metrics?x=1")->path == "/metrics");
  CHECK(parse_target("http://agent:9963")->path == "/");
}

TEST_CASE("a malformed target is nothing") {
  for (const char* target : {"", "metrics", "*", "/a%", "/a%4", "/a%zz", "/a?b=%+1", "/%-1"}) {
    CAPTURE(target);
    CHECK_FALSE(parse_target(target));
  }
}
