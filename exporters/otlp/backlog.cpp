#include "exporters/otlp/backlog.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lifeguard::otlp {
namespace {

constexpr std::size_t kMostBytes = 8 << 20;
// To encode and to pack that many holds up the event loop for a few milliseconds.
constexpr std::size_t kBatchBytes = 512 << 10;

// Beside the encoded text: the item itself and what its strings take.
std::size_t size_of(const Item& item) {
  return sizeof(Item) + item.encoded.size() + item.service.size();
}

}  // namespace

void Backlog::set_limits(const BatchLimits& limits) {
  limits_ = limits;
  batch_items_ = limits.batch;
  batch_bytes_ = kBatchBytes;
}

std::size_t Backlog::add(Item item, Time now) {
  item.since = now;
  bytes_ += size_of(item);
  waiting_bytes_ += size_of(item);
  waiting_.push_back(std::move(item));
  std::size_t forgotten = 0;
  while (!waiting_.empty() && (size() > limits_.queue || bytes_ > kMostBytes)) {
    bytes_ -= size_of(waiting_.front());
    waiting_bytes_ -= size_of(waiting_.front());
    waiting_.pop_front();
    ++forgotten;
  }
  return forgotten;
}

std::size_t Backlog::clear() {
  const std::size_t forgotten = size();
  settled();
  clear_waiting();
  return forgotten;
}

void Backlog::clear_waiting() {
  waiting_.clear();
  bytes_ -= std::exchange(waiting_bytes_, 0);
}

bool Backlog::is_full() const {
  return waiting_.size() >= batch_items_ || waiting_bytes_ >= batch_bytes_;
}

std::optional<Time> Backlog::next_due() const {
  if (!under_way_.empty()) return not_before_;
  if (waiting_.empty()) return std::nullopt;
  if (hurry_ || is_full()) return Time::min();
  return waiting_.front().since + std::chrono::duration_cast<Clock::duration>(limits_.delay);
}

const std::vector<Item>* Backlog::take(Time now) {
  const auto due = next_due();
  if (!due || *due > now) return nullptr;
  if (!under_way_.empty()) return &under_way_;
  std::size_t bytes = 0;
  while (under_way_.size() < batch_items_ && !waiting_.empty()) {
    const std::size_t size = size_of(waiting_.front());
    if (!under_way_.empty() && bytes + size > batch_bytes_) break;
    bytes += size;
    waiting_bytes_ -= size;
    under_way_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return &under_way_;
}

void Backlog::settled() {
  for (const Item& item : under_way_) bytes_ -= size_of(item);
  under_way_.clear();
  not_before_ = Time::min();
}

void Backlog::failed(Time not_before) {
  not_before_ = not_before;
}

bool Backlog::halve() {
  if (under_way_.size() < 2) return false;
  const auto middle = under_way_.begin() + static_cast<std::ptrdiff_t>(under_way_.size() / 2);
  std::size_t second = 0, first = 0;
  for (auto item = under_way_.begin(); item != under_way_.end(); ++item)
    (item < middle ? first : second) += size_of(*item);
  waiting_bytes_ += second;
  waiting_.insert(waiting_.begin(), std::move_iterator(middle), std::move_iterator(under_way_.end()));
  under_way_.erase(middle, under_way_.end());
  batch_items_ = under_way_.size();
  batch_bytes_ = first;
  not_before_ = Time::min();
  return true;
}

}  // namespace lifeguard::otlp
