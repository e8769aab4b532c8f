#include "collectors/vector/quoted.hpp"

#include "tests/catch.hpp"

namespace lifeguard::vector_store {

TEST_CASE("what a vector store says is quoted in 200 bytes at most") {
  CHECK(shortened("disk full") == "disk full");
  CHECK(shortened(std::string(5000, 'x')).size() <= 200);
}

TEST_CASE("a key that a vector store repeats is not told on") {
  CHECK(without("bad key s3cret, s3cret!", "s3cret") == "bad key ***, ***!");
  CHECK(without("a key", "k") == "a key");
  CHECK(without("disk full", "") == "disk full");
}

}  // namespace lifeguard::vector_store
