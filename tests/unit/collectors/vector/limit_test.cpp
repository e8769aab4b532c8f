#include "collectors/vector/limit.hpp"

#include "tests/catch.hpp"

namespace lifeguard::vector_store {
namespace {

const Limit::Clock::time_point kStart = Limit::Clock::time_point{} + std::chrono::hours(1);

Seconds pause_after(int status, Headers headers) {
  Limit limit;
  limit.respect({status, std::move(headers), "", {}}, kStart);
  return limit.left(kStart);
}

}  // namespace

TEST_CASE("a vector store that answers 429 is left alone for as long as it asks, in seconds or until a date") {
  CHECK(pause_after(429, {{"Retry-After", "7"}}) == Seconds(7));
  CHECK(pause_after(429, {{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"},
                          {"Date", "Sun, 06 Nov 1994 08:48:37 GMT"}}) == Seconds(60));
  CHECK(pause_after(429, {}) == Seconds(30));
  CHECK(pause_after(429, {{"Retry-After", "soon"}}) == Seconds(30));
  CHECK(pause_after(429, {{"Retry-After", "86400"}}) == Seconds(600));
  CHECK(pause_after(200, {{"Retry-After", "7"}}) <= Seconds(0));
  CHECK(pause_after(503, {{"Retry-After", "7"}}) <= Seconds(0));
}

TEST_CASE("a later 429 makes a pause longer and never shorter") {
  Limit limit;
  limit.respect({429, {{"Retry-After", "60"}}, "", {}}, kStart);
  limit.respect({429, {{"Retry-After", "5"}}, "", {}}, kStart);
  CHECK(limit.left(kStart) == Seconds(60));
  CHECK(limit.left(kStart + std::chrono::seconds(60)) <= Seconds(0));
}

}  // namespace lifeguard::vector_store
