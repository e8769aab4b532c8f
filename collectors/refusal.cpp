#include "collectors/refusal.hpp"

namespace lifeguard {
namespace {

constexpr std::chrono::seconds kRetry{60};

}  // namespace

bool Refusal::holds() const {
  return said_ && credentials_ == refused_ && Clock::now() < until_;
}

void Refusal::respect(std::string credentials) {
  credentials_ = std::move(credentials);
  if (holds()) throw *said_;
}

void Refusal::remember(const Unreachable& error) {
  if (holds() || error.retry() != Unreachable::Retry::only_after_change) return;
  said_ = error;
  refused_ = credentials_;
  until_ = Clock::now() + kRetry;
}

}  // namespace lifeguard
