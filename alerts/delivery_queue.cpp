#include "alerts/delivery_queue.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace lifeguard {
namespace {

constexpr std::chrono::seconds kBetweenRetries{1};

DeliveryQueue::Time later(DeliveryQueue::Time now, Seconds delay) {
  return now + std::chrono::duration_cast<DeliveryQueue::Clock::duration>(delay);
}

/// How many notices from the first tell of an incident that opened and is over; 0 when it is not.
std::size_t told_for_nothing(const std::deque<PendingDelivery>& notices) {
  if (notices.front().notice.kind != Notice::Kind::opened) return 0;
  const auto is_end = [](const PendingDelivery& item) { return item.notice.kind == Notice::Kind::resolved; };
  const auto end = std::find_if(notices.begin(), notices.end(), is_end);
  return end == notices.end() ? 0 : static_cast<std::size_t>(end - notices.begin()) + 1;
}

}  // namespace

void DeliveryQueue::add(PendingDelivery delivery) {
  std::string key = delivery.notice.incident.dedup_key;
  lines_[std::move(key)].notices.push_back(std::move(delivery));
  ++size_;
}

DeliveryQueue::Time DeliveryQueue::due(const Line& line) const {
  return std::max({line.not_before, paused_until_, line.tried ? next_retry_ : Time::min()});
}

DeliveryQueue::Lines::const_iterator DeliveryQueue::next() const {
  const auto turn = [this](const Line& line) { return std::tuple(due(line), line.notices.front().id); };
  return std::min_element(lines_.begin(), lines_.end(),
                          [&](const auto& a, const auto& b) { return turn(a.second) < turn(b.second); });
}

std::optional<PendingDelivery> DeliveryQueue::take(Time now) {
  const auto line = next();
  if (line == lines_.end() || due(line->second) > now) return std::nullopt;
  in_flight_ = line->first;
  return line->second.notices.front();
}

void DeliveryQueue::settled() {
  std::vector<PendingDelivery> gone;
  const auto line = lines_.find(in_flight_.value());
  in_flight_.reset();
  line->second.tried = false;
  line->second.not_before = Time::min();
  forget(line, 1, gone);
  // One failure in between is an incident that this receiver cannot take; more are an outage, which is over.
  if (failures_in_a_row_ > 1) retry_now();
  failures_in_a_row_ = 0;
  next_retry_ = Time::min();
}

void DeliveryQueue::failed(Time now, Seconds delay) {
  Line& line = lines_.at(in_flight_.value());
  in_flight_.reset();
  ++line.notices.front().attempts;
  line.tried = true;
  line.not_before = later(now, delay);
  next_retry_ = now + kBetweenRetries;
  ++failures_in_a_row_;
}

void DeliveryQueue::put_back() {
  in_flight_.reset();
}

void DeliveryQueue::pause_until(Time until) {
  paused_until_ = std::max(paused_until_, until);
}

void DeliveryQueue::retry_now() {
  next_retry_ = Time::min();
  for (auto& [key, line] : lines_) line.not_before = Time::min();
}

void DeliveryQueue::forget(Lines::iterator line, std::size_t count, std::vector<PendingDelivery>& forgotten) {
  auto& notices = line->second.notices;
  const auto end = notices.begin() + static_cast<std::ptrdiff_t>(count);
  std::move(notices.begin(), end, std::back_inserter(forgotten));
  notices.erase(notices.begin(), end);
  size_ -= count;
  if (notices.empty()) lines_.erase(line);
}

std::vector<PendingDelivery> DeliveryQueue::shed(std::size_t limit) {
  std::vector<PendingDelivery> forgotten;
  while (size_ > limit) {
    const auto rank = [this](const auto& entry) {
      const auto& notices = entry.second.notices;
      return std::tuple(entry.first == in_flight_, told_for_nothing(notices) == 0, notices.front().id);
    };
    const auto line = std::min_element(lines_.begin(), lines_.end(),
                                       [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    if (line->first == in_flight_) break;
    forget(line, std::max<std::size_t>(1, told_for_nothing(line->second.notices)), forgotten);
  }
  return forgotten;
}

std::vector<PendingDelivery> DeliveryQueue::expire(TimePoint then) {
  std::vector<PendingDelivery> forgotten;
  for (auto line = lines_.begin(); line != lines_.end();) {
    const auto current = line++;
    if (current->first == in_flight_) continue;
    const auto& notices = current->second.notices;
    const auto recent = [then](const PendingDelivery& item) { return item.notice.at >= then; };
    const auto end = std::find_if(notices.begin(), notices.end(), recent);
    forget(current, static_cast<std::size_t>(end - notices.begin()), forgotten);
  }
  return forgotten;
}

std::optional<DeliveryQueue::Time> DeliveryQueue::next_due() const {
  const auto line = next();
  if (line == lines_.end()) return std::nullopt;
  return due(line->second);
}

std::optional<TimePoint> DeliveryQueue::oldest() const {
  std::optional<TimePoint> at;
  for (const auto& [key, line] : lines_)
    at = std::min(at.value_or(TimePoint::max()), line.notices.front().notice.at);
  return at;
}

}  // namespace lifeguard
