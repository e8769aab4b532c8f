#include "collectors/vector/percent.hpp"

#include "tests/catch.hpp"

using lifeguard::vector_store::percent_encoded;

TEST_CASE("a collection's name goes into a path as one part of it") {
  CHECK(percent_encoded("docs_v2.1-a~b") == "docs_v2.1-a~b");
  CHECK(percent_encoded("my docs/2026?x=%") == "my%20docs%2F2026%3Fx%3D%25");
  CHECK(percent_encoded("\xc3\xa9") == "%C3%A9");
}
