#include "collectors/redis/key_shape.hpp"

#include "tests/catch.hpp"

namespace lifeguard::redis {
namespace {

std::string shape(const std::string& key) {
  return shape_of("get", {"GET", key});
}

}  // namespace

TEST_CASE("of a key its form is kept, and the words that keys are made of") {
  CHECK(shape("user:1234:cart") == "user:?:cart");
  CHECK(shape("Rate_Limit:login:10.0.3.7") == "Rate_Limit:login:?.?.?.?");
  CHECK(shape("{42}.orders") == "{?}.orders");
  CHECK(shape("cache") == "cache");
  CHECK(shape("").empty());
  CHECK(shape(std::string(100, ':')) == std::string(16, ':'));
}

TEST_CASE("what may be somebody's name or a secret is not shown, wherever it stands in the key") {
  CHECK(shape("alice:cart") == "?:cart");
  CHECK(shape("user_alice:cart") == "?:cart");
  CHECK(shape("session:alice") == "session:?");
  CHECK(shape("secret") == "?");
  CHECK(shape("550e8400-e29b:x") == "?:?");
  CHECK(shape("user-") == "?");
  CHECK(shape("s") == "?");
}

TEST_CASE("what is not surely a key has no form") {
  CHECK(shape_of("eval", {"EVAL", "return redis.call('get', 'x')", "0"}).empty());
  CHECK(shape_of("auth", {"AUTH", "secret"}).empty());
  CHECK(shape_of("get", {"GET"}).empty());
}

}  // namespace lifeguard::redis
