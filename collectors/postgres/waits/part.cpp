#include "collectors/postgres/waits/part.hpp"

#include <algorithm>
#include <utility>

#include "collectors/postgres/waits/labels.hpp"

namespace lifeguard::postgres {
namespace {

// Both, each with "other" by type (there are eleven at most), stay below three hundred series.
constexpr std::size_t kMostEvents = 100;
constexpr std::size_t kMostOfApplications = 170;

constexpr int kMostTicks = 3;

}  // namespace

WaitsPart::WaitsPart(const PostgresConfig& config, Seconds slow_after)
    : longest_span_(std::max(kMostTicks * config.activity_interval, Seconds(1))),
      executions_(slow_after),
      by_event_(kMostEvents),
      by_application_(kMostOfApplications),
      totals_(std::make_shared<const WaitTotals>()) {}

void WaitsPart::observe(Facts& facts) {
  auto waits = std::make_shared<Waits>();
  if (facts.activity) {
    sum_up(*facts.activity, *waits);
    executions_.follow(*facts.activity);
  }
  waits->totals = totals_;
  waits->unobserved = unobserved_;
  waits->slow_executions = executions_.slow();
  facts.waits = std::move(waits);
}

Seconds WaitsPart::span_to(TimePoint taken) {
  const std::optional<TimePoint> previous = std::exchange(previous_, taken);
  if (!previous || taken <= *previous) return Seconds(0);
  const Seconds span = taken - *previous;
  if (span <= longest_span_) return span;
  unobserved_ += span;
  return Seconds(0);
}

void WaitsPart::sum_up(const Activity& activity, Waits& waits) {
  waits.span = span_to(activity.taken);
  statements_.begin_sample();
  for (const Session& session : activity.sessions) {
    waits.hidden_sessions += session.state == SessionState::hidden && !session.user.empty();
    if (session.state != SessionState::active || waits.span == Seconds(0) || !is_client(session)) continue;
    waits.sessions.push_back({wait_event(session.wait_event_type, session.wait_event), session.application,
                              statements_.of(session)});
  }
  if (waits.span > Seconds(0)) count(waits);
}

void WaitsPart::count(const Waits& waits) {
  constexpr Seconds kMinute{60};
  const double seconds = waits.span.count();
  for (const ActiveSession& session : waits.sessions) {
    by_event_.add(session.at.type, session.at.event, seconds);
    by_application_.add(session.at.type, session.application, seconds);
  }
  since_reconsidered_ += waits.span;
  const bool reconsider = since_reconsidered_ >= kMinute;
  if (reconsider) {
    by_event_.reconsider();
    by_application_.reconsider();
    since_reconsidered_ = Seconds(0);
  }
  if (reconsider || !waits.sessions.empty()) {
    totals_ = std::make_shared<const WaitTotals>(WaitTotals{by_event_.totals(), by_application_.totals()});
  }
}

}  // namespace lifeguard::postgres
