#include "collectors/postgres/databases/rotation.hpp"

#include <algorithm>
#include <set>

#include "collectors/postgres/databases/report.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

TEST_CASE("the dsn's database is visited first, then the others by name") {
  Rotation rotation;
  CHECK(rotation.next("shop", {"zoo", "app", "shop"}) == std::vector<std::string>{"shop", "app", "zoo"});
  CHECK(rotation.next("shop", {"zoo", "app", "shop"}) == std::vector<std::string>{"shop", "app", "zoo"});
  CHECK(rotation.next("shop", {"app"}) == std::vector<std::string>{"app"});
  CHECK(rotation.next("shop", {}).empty());
}

TEST_CASE("many databases take several rounds, and none is left out") {
  std::vector<std::string> all{"shop"};
  for (int i = 0; i < 249; ++i) all.push_back("db" + std::to_string(i));
  Rotation rotation;
  std::set<std::string> visited;
  for (int round = 0; round < 3; ++round) {
    const auto next = rotation.next("shop", all);
    CHECK(next.size() == Rotation::kMostPerRound);
    CHECK(next.front() == "shop");
    visited.insert(next.begin(), next.end());
  }
  CHECK(visited.size() == all.size());
}

TEST_CASE("a refused database is told and fails nothing but itself") {
  Databases found;
  found.visits["shop"];
  found.refused = {{"closed", "permission denied"}};
  auto result = report(found, "", 2, Seconds(1));
  CHECK(result.success);
  CHECK(result.error == "databases: 1 of 2 could not be looked into: closed: permission denied");
  found.visits.clear();
  CHECK_FALSE(report(found, "", 1, Seconds(1)).success);
  CHECK(report(found, "no slot left", 0, Seconds(1)).error ==
        "databases: cannot learn which there are: no slot left");
}

TEST_CASE("what a round did not go to is told") {
  Databases found;
  found.visits["shop"];
  found.waiting = {"a", "b"};
  CHECK(report(found, "", 1, Seconds(1)).error.starts_with("databases: 1 of 3 were looked into this time"));
}
