#include "collectors/vector/pinecone/read_budget.hpp"

#include <cmath>
#include <string>

#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store::pinecone {

void ReadBudget::require_some(TimePoint now) {
  constexpr Seconds kHour{3600};
  if (now - hour_ >= kHour) {
    hour_ = now;
    in_hour_ = 0;
  }
  if (in_hour_ < kPerHour) return;
  const Seconds left = kHour - Seconds(now - hour_);
  throw NotOffered("not probed for another " + in_words(left) + ": probes have read " +
                   std::to_string(std::lround(in_hour_)) + " read units within an hour, and may read " +
                   std::to_string(std::lround(kPerHour)) +
                   "; a longer probe_interval or fewer probe_samples read less");
}

void ReadBudget::spend(double units) {
  in_hour_ += units;
  in_all_ += units;
}

}  // namespace lifeguard::vector_store::pinecone
