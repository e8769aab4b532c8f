#include "collectors/vector/patience.hpp"

#include <algorithm>

#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store {
namespace {

constexpr double kShareOfOne = 0.4, kShareOfAll = 0.9;

}  // namespace

void Patience::begin() {
  began_ = Clock::now();
  unanswered_.clear();
}

Seconds Patience::next() const {
  if (!unanswered_.empty()) throw TooSlow("not asked, since " + unanswered_ + " got no answer");
  const Seconds left = kShareOfAll * for_all_ - Seconds(Clock::now() - began_);
  if (left <= Seconds(0)) throw TooSlow("not asked, since what came before took " + in_words(for_all_));
  return std::min(kShareOfOne * for_all_, left);
}

void Patience::gave_up(std::string request) {
  unanswered_ = std::move(request);
}

}  // namespace lifeguard::vector_store
