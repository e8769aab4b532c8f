#include "exporters/otlp/exporter.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "agent/io/log.hpp"
#include "agent/io/task_group.hpp"
#include "exporters/otlp/dispatch.hpp"
#include "exporters/otlp/encode.hpp"
#include "exporters/otlp/request.hpp"

namespace lifeguard::otlp {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::hours kLongestSleep{1};

asio::awaitable<void> wait_until(asio::steady_timer& timer, Time at) {
  timer.expires_at(at);
  boost::system::error_code woken;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

}  // namespace

struct Exporter::Impl {
  /// One signal's way: a loop of its own, so that a slow receiver of one holds up no other.
  struct Line {
    Line(asio::any_io_executor executor, Signal signal) : signal(signal), dispatch(signal), wake(executor) {}

    Signal signal;
    Dispatch dispatch;
    std::shared_ptr<const Destination> to;  // null: it is not sent
    asio::steady_timer wake;
  };

  Impl(asio::any_io_executor executor, Send send)
      : executor(executor),
        send(std::move(send)),
        lines{Line(executor, Signal::traces), Line(executor, Signal::logs), Line(executor, Signal::metrics)},
        metrics_due(executor) {}

  Line& line(Signal signal) { return lines[static_cast<std::size_t>(signal)]; }

  template <class T>
  void add(Signal signal, const std::vector<T>& told) {
    Line& way = line(signal);
    if (!way.to || told.empty()) return;
    for (const T& each : told) {
      std::string service;
      if constexpr (std::is_same_v<T, traces::Span>) service = each.service;
      way.dispatch.add({std::move(service), encode(way.to->encoding, each)}, Clock::now());
    }
    way.wake.cancel();
  }

  void configure(Line&);
  asio::awaitable<void> run(Line&);
  asio::awaitable<void> deliver(Line&, const std::vector<Item>&);
  asio::awaitable<void> measure();
  bool may_still_go(Time until) const;

  asio::any_io_executor executor;
  Send send;
  Settings settings;
  std::array<Line, kSignals.size()> lines;
  Metrics metrics;
  asio::steady_timer metrics_due;
};

void Exporter::Impl::configure(Line& line) {
  const auto to = settings.destinations.find(line.signal);
  line.dispatch.set_limits(settings.limits[line.signal]);
  if (to == settings.destinations.end()) {
    line.to.reset();
    line.dispatch.drop_all();
    return;
  }
  if (line.to && *line.to == to->second) return;
  if (line.to && line.to->encoding != to->second.encoding) line.dispatch.drop_all();
  line.to = std::make_shared<const Destination>(to->second);
  line.dispatch.start_anew();
  line.wake.cancel();
}

asio::awaitable<void> Exporter::Impl::run(Line& line) {
  for (;;) {
    if (const auto* batch = line.to ? line.dispatch.next(Clock::now()) : nullptr) {
      auto delivery = deliver(line, *batch);
      co_await std::move(delivery);
    } else {
      const Time latest = Clock::now() + kLongestSleep;
      const Time due = line.to ? line.dispatch.next_due().value_or(latest) : latest;
      auto wait = wait_until(line.wake, std::min(due, latest));
      co_await std::move(wait);
    }
  }
}

asio::awaitable<void> Exporter::Impl::deliver(Line& line, const std::vector<Item>& batch) {
  const auto to = line.to;
  std::string failure;
  try {
    auto answer = send(request_for(line.signal, batch, *to, settings));
    const HttpResponse response = co_await std::move(answer);
    // A reload may have turned it off or sent it elsewhere meanwhile.
    if (line.dispatch.has_under_way()) line.dispatch.answered(judge(response), Clock::now());
    co_return;
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;
    failure = error.what();
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (line.dispatch.has_under_way()) line.dispatch.failed(failure, Clock::now());
}

// What was not sent by the time of the next is of no use any more: the next says all that it said.
asio::awaitable<void> Exporter::Impl::measure() {
  Line& way = line(Signal::metrics);
  for (;;) {
    const bool wanted = way.to && metrics;
    if (wanted) {
      way.dispatch.make_way();
      add(Signal::metrics, metrics());
    }
    const auto interval = std::chrono::duration_cast<Clock::duration>(settings.metrics_interval);
    auto wait = wait_until(metrics_due, Clock::now() + (wanted ? interval : kLongestSleep));
    co_await std::move(wait);
  }
}

bool Exporter::Impl::may_still_go(Time until) const {
  return std::any_of(lines.begin(), lines.end(), [until](const Line& line) {
    const auto due = line.dispatch.next_due();
    return line.to && due && *due < until;
  });
}

Exporter::Exporter(asio::any_io_executor executor, Send send)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(send))) {}

Exporter::~Exporter() = default;

void Exporter::configure(const Settings& settings) {
  impl_->settings = settings;
  for (auto& line : impl_->lines) impl_->configure(line);
  impl_->metrics_due.cancel();
}

void Exporter::accept(std::vector<traces::Span> spans) {
  impl_->add(Signal::traces, spans);
}

bool Exporter::takes_spans() const {
  return impl_->line(Signal::traces).to != nullptr;
}

void Exporter::accept(std::vector<traces::LogRecord> records) {
  impl_->add(Signal::logs, records);
}

void Exporter::set_metrics(Metrics metrics) {
  impl_->metrics = std::move(metrics);
}

asio::awaitable<void> Exporter::run() {
  TaskGroup loops(impl_->executor);
  for (auto& line : impl_->lines) loops.spawn(fmt::format("otlp {}", name_of(line.signal)), impl_->run(line));
  loops.spawn("otlp measure", impl_->measure());
  asio::steady_timer forever(impl_->executor, asio::steady_timer::time_point::max());
  boost::system::error_code cancelled;
  co_await forever.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  co_await asio::this_coro::reset_cancellation_state();
  loops.cancel();
  co_await loops.join(Seconds(1));
}

asio::awaitable<void> Exporter::drain(Seconds limit) {
  const Time until = Clock::now() + std::chrono::duration_cast<Clock::duration>(limit);
  for (auto& line : impl_->lines) {
    line.dispatch.hurry();
    line.wake.cancel();
  }
  while (impl_->may_still_go(until) && Clock::now() < until) co_await sleep_for(Seconds(0.02));
  for (const auto& [signal, statistics] : this->statistics()) {
    if (statistics.waiting > 0)
      log_warning(fmt::format("otlp {}", name_of(signal)), fmt::format("{} were not sent", statistics.waiting));
  }
}

std::map<Signal, Statistics> Exporter::statistics() const {
  std::map<Signal, Statistics> all;
  for (const auto& line : impl_->lines) {
    if (line.to) all[line.signal] = line.dispatch.statistics();
  }
  return all;
}

}  // namespace lifeguard::otlp
