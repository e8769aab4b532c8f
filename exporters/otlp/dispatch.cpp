#include "exporters/otlp/dispatch.hpp"

#include <spdlog/fmt/fmt.h>

#include <utility>

#include "agent/io/log.hpp"

namespace lifeguard::otlp {
namespace {

constexpr Seconds kFirstRetry{1}, kLongestRetry{30};
constexpr std::chrono::hours kTellAgain{1};
constexpr std::size_t kMostReasons = 10;

Time after(Time now, Seconds delay) {
  return now + std::chrono::duration_cast<Clock::duration>(delay);
}

}  // namespace

Dispatch::Dispatch(Signal signal, std::uint32_t seed)
    : about_(fmt::format("otlp {}", name_of(signal))), backoff_(kFirstRetry, kLongestRetry, seed) {}

void Dispatch::set_limits(const BatchLimits& limits) {
  backlog_.set_limits(limits);
}

void Dispatch::start_anew() {
  backoff_.reset();
  backlog_.failed(Time::min());
  told_.clear();
  out_since_.reset();
  was_taken_ = false;
}

void Dispatch::add(Item item, Time now) {
  const std::size_t forgotten = backlog_.add(std::move(item), now);
  statistics_.dropped += forgotten;
  if (forgotten > 0 && !std::exchange(shedding_, true))
    log_warning(about_, "more wait to be sent than there is room for; the oldest are dropped and counted");
}

void Dispatch::drop_all() {
  statistics_.dropped += backlog_.clear();
}

void Dispatch::answered(const Verdict& verdict, Time now) {
  const std::size_t count = backlog_.take(Time::max())->size();
  switch (verdict.outcome) {
    case Verdict::Outcome::taken:
      return taken(count, verdict, now);
    case Verdict::Outcome::retry:
      return retry(verdict.reason, verdict.after, now);
    case Verdict::Outcome::too_large:
      if (!backlog_.halve()) return refused(count, verdict.reason, now);
      if (is_news(verdict.reason, now)) log_warning(about_, verdict.reason + "; it is sent in smaller batches");
      return;
    case Verdict::Outcome::refused:
      return refused(count, verdict.reason, now);
  }
}

void Dispatch::failed(const std::string& reason, Time now) {
  retry(reason, std::nullopt, now);
}

// A batch of metrics may have more data points rejected than it has metrics.
void Dispatch::taken(std::size_t count, const Verdict& verdict, Time now) {
  const auto rejected = std::min<std::uint64_t>(verdict.rejected, count);
  statistics_.sent += count - rejected;
  statistics_.failed += rejected;
  statistics_.last_success = lifeguard::now();
  if (out_since_) {
    log_info(about_, fmt::format("is taken again, after {}", lifeguard::in_words(Seconds(now - *out_since_))));
  } else if (!was_taken_) {
    log_info(about_, "the receiver takes them");
  }
  if (verdict.rejected > 0 && is_news(verdict.reason, now)) {
    log_warning(about_, fmt::format("{} of {} were not taken: {}", verdict.rejected, count, verdict.reason));
  } else if (verdict.rejected == 0 && !verdict.reason.empty() && is_news(verdict.reason, now)) {
    log_warning(about_, "taken, but: " + verdict.reason);
  }
  was_taken_ = true;
  shedding_ = false;
  out_since_.reset();
  backoff_.reset();
  backlog_.settled();
}

void Dispatch::refused(std::size_t count, const std::string& reason, Time now) {
  statistics_.failed += count;
  if (is_news(reason, now)) log_error(about_, fmt::format("{} are lost: {}", count, reason));
  backoff_.reset();
  backlog_.settled();
}

void Dispatch::retry(const std::string& reason, std::optional<Seconds> delay, Time now) {
  ++statistics_.retries;
  backlog_.failed(after(now, delay.value_or(backoff_.next())));
  if (out_since_) return;
  out_since_ = now;
  log_warning(about_, fmt::format("cannot be sent: {}; trying again until they can, {} waiting", reason,
                                  backlog_.size()));
}

/// The same reason is told once an hour, and few of them, for they may have numbers in them.
bool Dispatch::is_news(const std::string& reason, Time now) {
  std::erase_if(told_, [now](const auto& told) { return now - told.second >= kTellAgain; });
  return told_.size() < kMostReasons && told_.emplace(reason, now).second;
}

Statistics Dispatch::statistics() const {
  Statistics statistics = statistics_;
  statistics.waiting = backlog_.size();
  statistics.bytes = backlog_.bytes();
  return statistics;
}

}  // namespace lifeguard::otlp
