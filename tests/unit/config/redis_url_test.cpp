#include "config/redis_url.hpp"

#include "tests/catch.hpp"

namespace lifeguard {

TEST_CASE("a URL of Redis names its host, port, user, password and database") {
  const auto url = parse_redis_url("redis://lifeguard:p%40ss@cache.example:6380/3");
  REQUIRE(url);
  CHECK_FALSE(url->tls);
  CHECK(url->host == "cache.example");
  CHECK(url->port == 6380);
  CHECK(url->user == "lifeguard");
  CHECK(url->password == "p@ss");
  CHECK(url->database == 3);
  CHECK(url->endpoint() == "cache.example:6380");
}

TEST_CASE("what a URL of Redis leaves out is as its clients have it") {
  const auto url = parse_redis_url("rediss://cache");
  REQUIRE(url);
  CHECK(url->tls);
  CHECK(url->port == 6379);
  CHECK(url->user.empty());
  CHECK(url->database == 0);
  CHECK(parse_redis_url("redis://")->host == "127.0.0.1");
}

TEST_CASE(
    "a URL of Redis may hold a password alone, unencoded signs, an IPv6 address, or a library's parameters") {
  CHECK(parse_redis_url("redis://:secret@h")->password == "secret");
  CHECK(parse_redis_url("redis://:a@b@h")->password == "a@b");
  CHECK(parse_redis_url("redis://:100%@h")->password == "100%");
  CHECK(parse_redis_url("redis://[::1]:7000")->endpoint() == "[::1]:7000");
  CHECK(parse_redis_url("rediss://h:1/2?ssl_cert_reqs=none")->database == 2);
  CHECK(parse_redis_url("valkeys://h")->tls);
}

TEST_CASE("a URL of a unix socket holds its path and the database as a parameter") {
  const auto url = parse_redis_url("unix://me:pw@/run/redis.sock?db=4");
  REQUIRE(url);
  CHECK(url->socket == "/run/redis.sock");
  CHECK(url->endpoint() == "/run/redis.sock");
  CHECK(url->user == "me");
  CHECK(url->database == 4);
}

TEST_CASE("what is no URL of Redis is refused") {
  for (const char* text :
       {"", "cache:6379", "http://h", "postgresql://h", "redis://h:port", "redis://h:0", "redis://h:70000",
        "redis://h/one", "redis://a,b", "redis://[::1", "unix://relative"}) {
    CAPTURE(text);
    CHECK_FALSE(is_redis_url(text));
  }
}

}  // namespace lifeguard
