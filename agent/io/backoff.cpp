#include "agent/io/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace lifeguard {

Backoff::Backoff(Seconds first, Seconds longest, std::uint32_t seed)
    : first_(first), longest_(longest), random_(seed) {}

Seconds Backoff::next() {
  const Seconds ceiling = std::min(longest_, Seconds(std::ldexp(first_.count(), attempts_++)));
  std::uniform_real_distribution<double> share(0.5, 1);
  return ceiling * share(random_);
}

}  // namespace lifeguard
