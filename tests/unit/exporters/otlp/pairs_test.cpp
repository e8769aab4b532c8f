#include "exporters/otlp/pairs.hpp"

#include "tests/catch.hpp"

using namespace lifeguard::otlp;

TEST_CASE("pairs are separated by commas, their values percent-encoded") {
  CHECK(pairs_from("api-key=s%3Dcret%2C1, x = y ,") == Pairs{{"api-key", "s=cret,1"}, {"x", "y"}});
  CHECK(pairs_from("authorization=Basic dXNlcjpwYXNz==") == Pairs{{"authorization", "Basic dXNlcjpwYXNz=="}});
  CHECK(pairs_from("").empty());
  CHECK(pairs_from("empty=") == Pairs{{"empty", ""}});
}

TEST_CASE("what is no pair is left out") {
  CHECK(pairs_from("token,a=1,=2,b=%zz,c=%4,d=%") == Pairs{{"a", "1"}});
  CHECK_FALSE(are_pairs("a=1,token"));
  CHECK(are_pairs("a=1,,b=2"));
}
