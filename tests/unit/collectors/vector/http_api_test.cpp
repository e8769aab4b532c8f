#include "collectors/vector/http_api.hpp"

#include "tests/catch.hpp"

namespace lifeguard::vector_store {
namespace {

HttpResponse answered(unsigned status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

bool is_none_of_chroma(const HttpResponse& response) {
  return HttpApi::says_there_is_none(response, "/error", "NotFound");
}

bool is_none_of_qdrant(const HttpResponse& response) {
  return HttpApi::says_there_is_none(response, "/status/error", "Not found");
}

}  // namespace

TEST_CASE("a store says in its own words that there is none, a gateway's page does not") {
  const std::string chroma = R"({"error": "NotFoundError", "message": "Collection [docs] does not exist"})";
  const std::string qdrant =
      R"({"status": {"error": "Not found: Collection `docs` doesn't exist!"}, "time": 1.2e-05})";
  CHECK(is_none_of_chroma(answered(404, chroma)));
  CHECK(is_none_of_qdrant(answered(404, qdrant)));
  CHECK_FALSE(is_none_of_chroma(answered(500, chroma)));
  for (const char* of_a_gateway : {R"({"timestamp": "t", "status": 404, "error": "Not Found", "path": "/x"})",
                                   R"({"error": null})", R"(["NotFound"])", "<html>Not found</html>", ""}) {
    CHECK_FALSE(is_none_of_chroma(answered(404, of_a_gateway)));
    CHECK_FALSE(is_none_of_qdrant(answered(404, of_a_gateway)));
  }
}

}  // namespace lifeguard::vector_store
