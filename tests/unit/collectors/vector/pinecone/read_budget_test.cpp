#include "collectors/vector/pinecone/read_budget.hpp"

#include "collectors/vector/store.hpp"
#include "tests/catch.hpp"

namespace lifeguard::vector_store::pinecone {

TEST_CASE("probes of Pinecone stop when the hour's read units are spent, and go on in the next") {
  const TimePoint start = now();
  ReadBudget budget;
  budget.require_some(start);
  budget.spend(ReadBudget::kPerHour - 1);
  CHECK_NOTHROW(budget.require_some(start + Seconds(600)));
  budget.spend(1);
  CHECK_THROWS_WITH(
      budget.require_some(start + Seconds(1800)),
      "not probed for another 30 min: probes have read 1000 read units within an hour, and may read "
      "1000; a longer probe_interval or fewer probe_samples read less");
  CHECK_THROWS_AS(budget.require_some(start + Seconds(3599)), NotOffered);
  CHECK_NOTHROW(budget.require_some(start + Seconds(3600)));
  CHECK(budget.spent_in_all() == ReadBudget::kPerHour);
}

}  // namespace lifeguard::vector_store::pinecone
