#include "agent/poller.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "agent/io/backoff.hpp"
#include "agent/io/task_group.hpp"
#include "agent/io/within.hpp"

namespace lifeguard {

namespace asio = boost::asio;

namespace {

struct Attempt {
  Snapshot snapshot;
  bool retry_soon = true;
};

Snapshot failed(const Collector& collector, const std::string& error) {
  Snapshot snapshot;
  snapshot.target = collector.target();
  snapshot.kind = collector.kind();
  snapshot.backend = collector.backend();
  snapshot.server = collector.server();
  snapshot.taken = now();
  snapshot.error = error;
  return snapshot;
}

asio::awaitable<Attempt> attempt(Collector& collector) {
  Attempt made;
  try {
    auto collecting = collector.collect();
    auto limited = within(collector.timeout(), std::move(collecting));
    made.snapshot = co_await std::move(limited);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;  // we are to end
    made.snapshot = failed(collector, error.what());
  } catch (const Unreachable& error) {
    made.snapshot = failed(collector, error.what());
    made.retry_soon = error.retry() == Unreachable::Retry::soon;
  } catch (const Timeout& timeout) {
    made.snapshot = failed(collector, std::string(timeout.what()) + ", " + collector.doing());
  } catch (const std::exception& error) {
    made.snapshot = failed(collector, error.what());
  }
  co_return made;
}

}  // namespace

asio::awaitable<Snapshot> collect_once(Collector& collector) {
  Attempt made = co_await attempt(collector);
  co_return made.snapshot;
}

asio::awaitable<void> poll(Collector& collector, Publish publish) {
  using Clock = std::chrono::steady_clock;
  const auto tick = std::chrono::duration_cast<Clock::duration>(collector.tick());
  auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  Backoff backoff(Seconds(1), Seconds(30));

  for (auto next = Clock::now();;) {
    const TimePoint began = now();
    Attempt made = co_await attempt(collector);
    const bool up = made.snapshot.up;
    publish(std::move(made.snapshot), began);

    if (up) {
      backoff.reset();
      next += tick;
      // After a slow answer the beat goes on from now: nothing is made up for in a burst.
      if (next < Clock::now()) next = Clock::now() + tick;
    } else {
      // A refused login costs no connection until its credentials change: the collector sees to that.
      const Seconds pause = made.retry_soon ? backoff.next() : Seconds(1);
      next = Clock::now() + std::chrono::duration_cast<Clock::duration>(pause);
    }
    timer.expires_at(next);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<void> survey(Collector& collector) {
  auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  for (;;) {
    co_await collector.survey();
    timer.expires_after(std::chrono::seconds(1));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

}  // namespace lifeguard
