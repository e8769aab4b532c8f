#include "collectors/redis/write_pace.hpp"

namespace lifeguard::redis {
namespace {

constexpr std::chrono::minutes kSeldom{10};

// Of twenty nodes with as many slots each, one would have missed its own so often once in two hundred times.
constexpr int kMostSlotsTried = 100;

}  // namespace

bool WritePace::is_due(bool is_replica, TimePoint at) const {
  return at >= next_ || is_replica != was_replica_;
}

void WritePace::wrote(const Probed& probed, bool is_replica, TimePoint at) {
  was_replica_ = is_replica;
  refused_ = probed.refused;
  error_ = probed.error.starts_with("PING:") ? "" : probed.error;
  if (is_replica && refused_.empty()) refused_ = probed.elsewhere;
  elsewhere_ = probed.elsewhere.empty() ? 0 : elsewhere_ + 1;
  const bool no_slot = elsewhere_ >= kMostSlotsTried;
  const bool as_a_replica = is_replica && (!probed.elsewhere.empty() || refused_.starts_with("READONLY"));
  const bool denied = !probed.denied.empty() && probed.denied != "ping";
  next_ = no_slot || as_a_replica || denied ? at + kSeldom : at;
}

}  // namespace lifeguard::redis
