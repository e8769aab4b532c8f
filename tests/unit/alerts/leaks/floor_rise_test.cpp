#include "tests/catch.hpp"
#include "tests/unit/alerts/leaks/shop.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using leaks::floor_rise;

namespace {

/// Ten minutes in which one more connection each minute stays out of the pool.
Shop that_leaks_one_a_minute() {
  Shop shop(11, 0);
  shop.add_idle(11, 100);
  shop.remember_used(rising(2, 10));
  return shop;
}

}  // namespace

TEST_CASE("connections out of a pool that rise window after window, without more traffic, are a leak") {
  Shop shop = that_leaks_one_a_minute();
  shop.remember_acquires(counted_up(100, 10));
  const auto signs = shop.seek(floor_rise);
  REQUIRE(signs.size() == 1);
  CHECK(signs[0].connections == 5);
  CHECK(signs[0].text ==
        "never has fewer than 10 connections out of its pool checkout, 6 min ago 5, without more traffic");
}

TEST_CASE("connections that rise with the traffic are no leak, by the pool's own count") {
  Shop shop = that_leaks_one_a_minute();
  shop.remember_acquires(counted_up(100, 10, 500));
  CHECK(shop.seek(floor_rise).empty());
}

TEST_CASE("where the pool does not count, the server's commits tell the traffic") {
  Shop shop = that_leaks_one_a_minute();
  CHECK(shop.seek(floor_rise).empty());  // neither is known
  shop.remember("main", postgres::commits_of("shop"), counted_up(100, 10));
  CHECK(shop.seek(floor_rise).size() == 1);
}

TEST_CASE("connections that the server works for are busy, as in a nightly batch") {
  Shop shop(11, 0);
  shop.add_active(11);
  shop.remember_used(rising(2, 10));
  shop.remember_acquires(counted_up(100, 10));
  CHECK(shop.seek(floor_rise).empty());
}

TEST_CASE("connections that take turns at work are in use, however many there are by now") {
  Shop shop(11, 0);
  shop.add_idle(11, 5);
  shop.remember_used(rising(2, 10));
  shop.remember_acquires(counted_up(100, 10, 110));
  CHECK(shop.seek(floor_rise).empty());
}

TEST_CASE("a pool that has just started finds its size") {
  Shop shop = that_leaks_one_a_minute();
  shop.remember_acquires(counted_up(100, 10));
  shop.app.process_start = Seconds(kNow.time_since_epoch()).count() - 500;
  CHECK(shop.seek(floor_rise).empty());
}

TEST_CASE("a pool that warms up and levels off does not rise") {
  Shop shop(8, 0);
  shop.add_idle(8, 100);
  auto used = rising(2, 5);
  used.resize(120, 6);
  shop.remember_used(used);
  shop.remember_acquires(counted_up(100, 10));
  CHECK(shop.seek(floor_rise).empty());
}

TEST_CASE("an app whose server is not watched tells of its rise itself") {
  Shop shop = that_leaks_one_a_minute();
  shop.has_server = false;
  shop.remember_acquires(counted_up(100, 10));
  const auto signs = shop.seek(floor_rise, "app");
  REQUIRE(signs.size() == 1);
  CHECK(signs[0].client == "app");
}
