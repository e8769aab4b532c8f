#include "agent/io/http.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

TEST_CASE("header names compare without case and the first one wins") {
  const HttpResponse response{
      .status = 200, .headers = {{"Retry-After", "5"}, {"retry-after", "9"}}, .body = ""};
  CHECK(response.header("retry-AFTER") == "5");
  CHECK(response.header("Retry") == std::nullopt);
}
