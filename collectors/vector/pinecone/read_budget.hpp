#pragma once

#include "base/time.hpp"

namespace lifeguard::vector_store::pinecone {

/// What probes may read, for each read is billed: none begins once the read units of an hour are spent. Counted
/// is what the answers say they cost.
class ReadBudget {
 public:
  /// Five samples a minute cost less than half of it, of a namespace that one read unit reads.
  static constexpr double kPerHour = 1000;

  /// Throws NotOffered when the hour's units are spent.
  void require_some(TimePoint now);
  void spend(double units);

  double spent_in_all() const { return in_all_; }

 private:
  TimePoint hour_{};  // when it began
  double in_hour_ = 0, in_all_ = 0;
};

}  // namespace lifeguard::vector_store::pinecone
