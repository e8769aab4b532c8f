#include "collectors/vector/checks.hpp"

#include <algorithm>

#include "tests/catch.hpp"

namespace lifeguard::vector_store {

TEST_CASE("a check notes what slows a collection that serves") {
  Collection docs;
  docs.name = "docs";
  docs.trouble = "every search reads the whole table";
  Facts facts;
  facts.ready = true;
  facts.collections = {docs};
  const auto checks = checks_from(facts);
  const auto found =
      std::ranges::find(checks, "collection docs: every search reads the whole table", &Check::what);
  REQUIRE(found != checks.end());
  CHECK(found->level == Check::Level::note);
}

TEST_CASE("a store whose tenant is not there is not said to be well") {
  Facts facts;
  facts.ready = true;
  facts.scope = "tenant shop";
  facts.scope_trouble = "tenant shop does not exist";
  const auto checks = checks_from(facts);
  REQUIRE(checks.size() == 1);
  CHECK(checks[0].level == Check::Level::failure);
}

TEST_CASE("of a store that did not say whether it is ready no check says that it is") {
  CHECK(checks_from(Facts()).empty());
}

}  // namespace lifeguard::vector_store
