#pragma once

#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

/// For how long the look before stands for one that was not allowed.
inline constexpr Seconds kKept{600};

/// Fills in, from the look before, what a store that wants to be left alone for a while did not tell: it is no
/// less there for that. The facts are then as old as that look. Nothing is filled in once it is older than
/// kKept.
void keep_last(const Facts& last, Facts&);

}  // namespace lifeguard::vector_store
