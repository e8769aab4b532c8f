#include "collectors/vector/spaces.hpp"

#include "tests/catch.hpp"

using namespace lifeguard::vector_store;

TEST_CASE("whatever a product calls its distance, three have one name") {
  for (const char* name : {"Cosine", "cosine", "COSINE"}) CHECK(space_named(name) == "cosine");
  for (const char* name : {"Euclid", "l2-squared", "L2", "euclidean"}) CHECK(space_named(name) == "l2");
  for (const char* name : {"Dot", "dot", "IP", "dotproduct"}) CHECK(space_named(name) == "ip");
  CHECK(space_named("Manhattan") == "manhattan");
}

TEST_CASE("a score that is higher the nearer becomes a distance") {
  CHECK(distance_of_score(1.0, "cosine") == 0.0);
  CHECK(distance_of_score(0.9, "cosine") < distance_of_score(0.1, "cosine"));
  CHECK(distance_of_score(12.0, "ip") < distance_of_score(3.0, "ip"));
  CHECK(distance_of_score(0.5, "l2") == 0.5);
}
