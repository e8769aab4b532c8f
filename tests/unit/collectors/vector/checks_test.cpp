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

}  // namespace lifeguard::vector_store
