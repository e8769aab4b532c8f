#include "config/nearest.hpp"

#include "tests/catch.hpp"

namespace lifeguard {

TEST_CASE("the nearest word is few slips away for its length") {
  const std::vector<std::string> keys{"dsn", "interval", "activity_interval", "timeout"};
  CHECK(nearest("dns", keys) == "dsn");
  CHECK(nearest("intervall", keys) == "interval");
  CHECK(nearest("activty_intreval", keys) == "activity_interval");
  CHECK(nearest("time", keys) == "timeout");
  CHECK_FALSE(nearest("xyz", keys));
  CHECK_FALSE(nearest("password", keys));
  CHECK_FALSE(nearest("", keys));
  CHECK_FALSE(nearest(std::string(100'000, 'i'), keys));
}

}  // namespace lifeguard
