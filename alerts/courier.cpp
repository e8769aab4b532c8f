#include "alerts/courier.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "agent/io/log.hpp"
#include "alerts/audience.hpp"
#include "alerts/wording.hpp"

namespace lifeguard {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMaxPending = 10'000;
constexpr Seconds kFirstRetry{1}, kLongestRetry{300};
constexpr Seconds kUnclaimed{86'400};
constexpr std::chrono::hours kLongestSleep{1};

DeliveryQueue::Time after(Seconds delay) {
  using Clock = DeliveryQueue::Clock;
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(delay);
}

Verdict try_again(std::string reason) {
  return {Verdict::Outcome::retry, std::move(reason), std::nullopt};
}

}  // namespace

Courier::Courier(asio::any_io_executor executor, std::string receiver, std::shared_ptr<StateStore> store,
                 Outbox::Send send)
    : name_(std::move(receiver)),
      store_(std::move(store)),
      send_(std::move(send)),
      wake_(std::move(executor)) {}

void Courier::serve(std::shared_ptr<const Receiver> receiver) {
  receiver_ = std::move(receiver);
  queue_.retry_now();
  wake_.cancel();
}

void Courier::add(PendingDelivery delivery) {
  queue_.add(std::move(delivery));
  if (queue_.size() > kMaxPending) dropped(queue_.shed(kMaxPending), "too many wait for this receiver");
  wake_.cancel();
}

asio::awaitable<void> Courier::run(std::shared_ptr<Courier> self) {
  for (;;) {
    self->expire_unclaimed();
    auto work = self->next_work();
    co_await std::move(work);
  }
}

asio::awaitable<void> Courier::next_work() {
  if (!receiver_) return wait();
  const Time now = DeliveryQueue::Clock::now();
  if (receiver_->repeat() && next_repeat_ <= now) return repeat();
  if (auto delivery = queue_.take(now)) return deliver(std::move(*delivery));
  return wait();
}

asio::awaitable<void> Courier::wait() {
  const Time now = DeliveryQueue::Clock::now();
  Time until = now + kLongestSleep;
  if (receiver_) until = std::min(until, queue_.next_due().value_or(until));
  if (receiver_ && receiver_->repeat()) until = std::min(until, next_repeat_);
  wake_.expires_at(std::max(now, until));
  boost::system::error_code woken;
  co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

asio::awaitable<void> Courier::deliver(PendingDelivery delivery) {
  try {
    auto trial = attempt(receiver_, delivery.notice);
    const Verdict verdict = co_await std::move(trial);
    conclude(delivery, verdict);
  } catch (...) {
    queue_.put_back();
    throw;
  }
}

asio::awaitable<void> Courier::repeat() {
  const auto receiver = receiver_;
  const std::vector<Notice> notices = repeats(store_->incidents(), *receiver, now());
  next_repeat_ = after(*receiver->repeat());
  for (const Notice& notice : notices) {
    if (receiver != receiver_) co_return;
    if (queue_.holds(notice.incident.dedup_key)) continue;  // which is on its way
    auto trial = attempt(receiver, notice);
    const Verdict verdict = co_await std::move(trial);
    if (verdict.outcome == Verdict::Outcome::delivered) {
      is_back();
      continue;
    }
    is_out(verdict.reason);
    if (verdict.outcome == Verdict::Outcome::retry) {
      ++outcomes_["retried"];
      co_return;
    }
    ++outcomes_["rejected"];
  }
}

// The receiver is passed, for a reload may replace it while we wait for the answer.
asio::awaitable<Verdict> Courier::attempt(std::shared_ptr<const Receiver> receiver, Notice notice) {
  // A receiver that forgets is told how things are now, however long the notice has waited.
  if (receiver->repeat()) notice.at = now();
  try {
    auto answer = send_(receiver->request(notice));
    const HttpResponse response = co_await std::move(answer);
    co_return receiver->judge(response);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;
    co_return try_again(error.what());
  } catch (const std::exception& error) {
    co_return try_again(error.what());
  }
}

void Courier::conclude(const PendingDelivery& delivery, const Verdict& verdict) {
  const std::string& key = delivery.notice.incident.dedup_key;
  if (verdict.outcome == Verdict::Outcome::retry) {
    const Seconds backoff = backoffs_.try_emplace(key, kFirstRetry, kLongestRetry).first->second.next();
    queue_.failed(DeliveryQueue::Clock::now(), verdict.after.value_or(backoff));
    if (verdict.after) queue_.pause_until(after(*verdict.after));
    store_->attempted(delivery.id, delivery.attempts + 1);
    ++outcomes_["retried"];
    is_out(verdict.reason);
    return;
  }
  queue_.settled();
  store_->done(delivery.id);
  backoffs_.erase(key);
  is_back();
  const bool delivered = verdict.outcome == Verdict::Outcome::delivered;
  ++outcomes_[delivered ? "delivered" : "rejected"];
  if (!delivered) {
    log_error(name_, fmt::format("refused \"{}\", which is not sent again: {}", headline(delivery.notice),
                                 verdict.reason));
  }
  if (idle()) shedding_ = false;
}

void Courier::dropped(const std::vector<PendingDelivery>& deliveries, std::string_view why) {
  for (const PendingDelivery& delivery : deliveries) {
    store_->done(delivery.id);
    ++outcomes_["dropped"];
    if (!queue_.holds(delivery.notice.incident.dedup_key)) backoffs_.erase(delivery.notice.incident.dedup_key);
  }
  if (!deliveries.empty() && !std::exchange(shedding_, true)) {
    log_error(name_, fmt::format("drops alerts: {}", why));
  }
}

void Courier::expire_unclaimed() {
  if (!receiver_)
    dropped(queue_.expire(now() - kUnclaimed), "the config has not named this receiver for a day");
}

void Courier::is_out(const std::string& reason) {
  if (out_since_) return;
  out_since_ = now();
  log_warning(name_,
              fmt::format("cannot be told: {}; trying again until it can, {} waiting", reason, queue_.size()));
}

void Courier::is_back() {
  if (!out_since_) return;
  log_info(name_, fmt::format("can be told again, after {}", in_words(now() - *out_since_)));
  out_since_.reset();
}

DeliveryStatistics Courier::statistics() const {
  DeliveryStatistics statistics{outcomes_, queue_.size(), {}};
  if (const auto oldest = queue_.oldest())
    statistics.oldest_age = std::max(Seconds(0), Seconds(now() - *oldest));
  return statistics;
}

}  // namespace lifeguard
