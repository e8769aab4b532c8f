#include "collectors/vector/most_watched.hpp"

#include <string>

#include "tests/catch.hpp"

namespace lifeguard::vector_store {

TEST_CASE("of many collections the same ones are watched, in whatever order the store lists them") {
  std::vector<std::string> names;
  for (int number = 160; number > 100; --number) names.push_back("docs" + std::to_string(number));
  CHECK(keep_most_watched(names) == 10);
  CHECK(names.size() == kMostWatched);
  CHECK(names.front() == "docs101");
  CHECK(names.back() == "docs150");
  CHECK(keep_most_watched(names) == 0);
}

}  // namespace lifeguard::vector_store
