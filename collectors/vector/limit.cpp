#include "collectors/vector/limit.hpp"

#include <algorithm>

#include "agent/io/retry_after.hpp"

namespace lifeguard::vector_store {
namespace {

constexpr Seconds kUsualPause{30}, kLongestPause{600};

}  // namespace

void Limit::respect(const HttpResponse& response, Clock::time_point now) {
  if (response.status != 429) return;
  const Seconds pause = std::min(retry_after(response).value_or(kUsualPause), kLongestPause);
  const auto until = now + std::chrono::duration_cast<Clock::duration>(pause);
  if (until <= until_) return;
  until_ = until;
  // The same words for as long as it lasts, and so one line of the log.
  told_ = "not asked until " +
          rfc3339(lifeguard::now() + std::chrono::duration_cast<TimePoint::duration>(pause)) +
          ": the store answered 429 and wants to be left alone";
}

void Limit::require_over() const {
  if (left() > Seconds(0)) throw LeftAlone(told_);
}

}  // namespace lifeguard::vector_store
