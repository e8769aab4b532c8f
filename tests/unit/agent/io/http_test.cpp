#include "agent/io/http.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

TEST_CASE("header names compare without case and the first one wins") {
  const HttpResponse response{.status = 200,
                              .headers = {{"Retry-After", "5"}, {"retry-after", "9"}},
                              .body = "",
                              .certificate_expiry = {}};
  CHECK(response.header("retry-AFTER") == "5");
  CHECK(response.header("Retry") == std::nullopt);
}

TEST_CASE("of an address only host and port are told") {
  CHECK(lifeguard::endpoint_of("http://user:secret@app:8080/metrics?token=x") == "app:8080");
  CHECK(lifeguard::endpoint_of("https://user:p@ss@app/metrics") == "app:443");
  CHECK(lifeguard::endpoint_of("http://[::1]/metrics") == "[::1]:80");
  CHECK(lifeguard::endpoint_of("http://[::1]:9000?x=/a@b") == "[::1]:9000");
}
