#include "collectors/app_pool/answer.hpp"

#include "collectors/collector.hpp"
#include "tests/catch.hpp"

namespace lifeguard::app_pool {
namespace {

HttpResponse with_status(int status) {
  HttpResponse response;
  response.status = status;
  return response;
}

}  // namespace

TEST_CASE("an answer that is no page says what to do") {
  CHECK_NOTHROW(require_page(with_status(200), "app:80"));
  CHECK_THROWS_WITH(require_page(with_status(404), "app:80"),
                    "app:80 answered 404: url must be the page of metrics itself, such as /metrics or "
                    "/actuator/prometheus");
  CHECK_THROWS_WITH(
      require_page(with_status(401), "app:80"),
      "app:80 answered 401: the page asks for a login; give url a user:password@, or set bearer_token");
  CHECK_THROWS_WITH(require_page(with_status(302), "app:80"),
                    "app:80 answered 302, which sends us elsewhere, perhaps to a login; set url to the page of "
                    "metrics itself");
}

TEST_CASE("a refused login is not tried again at once, an app that fails is") {
  const auto retry_of = [](int status) {
    try {
      require_page(with_status(status), "app:80");
    } catch (const Unreachable& error) {
      return error.retry();
    }
    throw std::logic_error("no error");
  };
  CHECK(retry_of(401) == Unreachable::Retry::only_after_change);
  CHECK(retry_of(503) == Unreachable::Retry::soon);
}

}  // namespace lifeguard::app_pool
