#pragma once

#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

/// For how long the look before stands for one that was not allowed.
inline constexpr Seconds kKept{600};

/// Fills in, from the look before, what a store that wants to be left alone for a while did not tell: it is no
/// less there for that. Where the collections are those of that look, the facts are as old as it is. Nothing is
/// filled in once it is older than kKept; `ready_told` is when the store last told whether it is ready.
void keep_last(const Facts& last, TimePoint ready_told, Facts&);

}  // namespace lifeguard::vector_store
