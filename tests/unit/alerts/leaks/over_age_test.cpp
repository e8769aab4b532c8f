#include "tests/catch.hpp"
#include "tests/unit/alerts/leaks/shop.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using leaks::over_age;

namespace {

/// Two connections, of a pool that closes those older than half an hour.
Shop with_ages(double first, double second) {
  Shop shop(1, 1);
  shop.app.pools[0].max_lifetime_seconds = 1800;
  shop.add_idle(2, 300);
  shop.server.sessions[0].backend_start = kNow - Seconds(first);
  shop.server.sessions[1].backend_start = kNow - Seconds(second);
  return shop;
}

}  // namespace

TEST_CASE("an idle connection that its pool would have closed by now is out of it") {
  const auto signs = with_ages(3000, 900).seek(over_age);
  REQUIRE(signs.size() == 1);
  CHECK(signs[0].connections == 1);
  CHECK(signs[0].since == kNow - Seconds(1200));
  CHECK(signs[0].text ==
        "has 1 idle connection older than the 30 min after which its pool checkout closes those that it has, "
        "the oldest of 50 min: they are out of it");
}

TEST_CASE("a connection a little over its age may be closed any moment") {
  CHECK(with_ages(2200, 900).seek(over_age).empty());
}

TEST_CASE("an old connection that works is in use") {
  Shop shop = with_ages(3000, 900);
  shop.server.sessions[0].state_change = kNow - Seconds(10);
  CHECK(shop.seek(over_age).empty());
}

TEST_CASE("where the pool's lifetime is not known, no age is too high") {
  Shop shop = with_ages(30'000, 900);
  shop.app.pools[0].max_lifetime_seconds.reset();
  CHECK(shop.seek(over_age).empty());
}

TEST_CASE("a pool that looks at ages only when a connection is taken may have old ones") {
  Shop shop = with_ages(3000, 900);
  shop.app.pools[0].library = "sqlalchemy";
  CHECK(shop.seek(over_age).empty());
}

TEST_CASE("with connections among them that are not the pool's, ages say nothing") {
  Shop shop = with_ages(3000, 900);
  shop.add_idle(1, 3000);
  CHECK(shop.seek(over_age).empty());
}
