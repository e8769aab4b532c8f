#include "collectors/vector/written.hpp"

#include "collectors/vector/uuid.hpp"
#include "tests/catch.hpp"

using namespace lifeguard::vector_store;

TEST_CASE("what was written must be found, and not what was there before") {
  CHECK_NOTHROW(require_written({{"7", 0.9}, {"3", 1e-7}}, "3"));
  CHECK_THROWS_WITH(require_written({{"3", 0.8}}, "3"),
                    "a vector was written, and a search finds the one that was there before");
  CHECK_THROWS_WITH(require_written({{"7", 0.0}}, "3"), "a vector was written, and a search does not find it");
  CHECK_THROWS_AS(require_written({}, "3"), StoreError);
}

TEST_CASE("a slot has the same UUID each time, and another than its neighbours") {
  CHECK(uuid_of(3) == uuid_of(3));
  CHECK(uuid_of(3) != uuid_of(4));
  CHECK(uuid_of(3) == "6c696665-6775-4172-8000-000000000003");
  CHECK(random_uuid() != random_uuid());
  CHECK(random_uuid().size() == 36);
  CHECK(random_uuid()[14] == '4');
}
