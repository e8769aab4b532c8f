// The OTLP exporter by itself: what the integration tests send through it, and what it costs.
//
//   otlp_load FILE each                 one of everything that OTLP can be told, by the [otlp] of FILE
//   otlp_load FILE RATE SECONDS         so many spans a second, for so long
//
// Ends by draining for at most five seconds. Prints JSON: what became of it, the processor's time and the
// memory.
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "agent/io/http_client.hpp"
#include "agent/io/log.hpp"
#include "agent/io/task_group.hpp"
#include "config/read.hpp"
#include "exporters/otlp/exporter.hpp"
#include "tests/unit/exporters/otlp/spans.hpp"

using namespace lifeguard;
namespace asio = boost::asio;

namespace {

constexpr Seconds kTick{0.01};

Seconds processor_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto length = [](const timeval& time) {
    return Seconds(static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6);
  };
  return length(usage.ru_utime) + length(usage.ru_stime);
}

/// Resident memory in KiB.
long resident() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::atol(line.c_str() + 6);
  }
  return 0;
}

std::vector<otlp::Metric> one_of_each_metric() {
  using test::micros;
  const traces::Attributes pool{{"pool", std::string("server")}};
  const TimePoint start = micros(1'795'285'000'000'000), at = micros(1'795'285'060'000'000);
  return {
      {"lifeguard_pool_limit", "How many there may be.", "{connection}", otlp::Gauge{{{pool, {}, at, 97}}}},
      {"lifeguard_slow_queries", "How many.", "{query}", otlp::Sum{{{{}, start, at, 12}}}},
      {"lifeguard_query_duration", "How long.", "s",
       otlp::Histogram{{{{}, start, at, 3, 6.5, {1, 5}, {1, 2, 0}, {{at, 4.5, test::kTrace, test::kSpan}}}}}}};
}

asio::awaitable<void> send_each(otlp::Exporter& exporter) {
  traces::Span own;
  own.trace_id = test::kTrace;
  own.span_id = test::kParent;
  own.name = "collect main";
  own.start = own.end = test::micros(1'795'285'000'000'000);
  exporter.accept(std::vector{test::a_span(), own});
  exporter.accept(std::vector{test::a_record()});
  co_await sleep_for(kTick);  // the metrics are asked for meanwhile
}

/// As its followed executions would make it: a statement, its waits, its blocker.
asio::awaitable<void> send_many(otlp::Exporter& exporter, double rate, Seconds length, long& peak) {
  const traces::Span span = test::a_span();
  double owed = 0;
  for (Seconds gone{}; gone < length; gone += kTick) {
    for (owed += rate * kTick.count(); owed >= 1; --owed) exporter.accept(std::vector{span});
    peak = std::max(peak, resident());
    co_await sleep_for(kTick);
  }
}

void print(const otlp::Exporter& exporter, long before, long peak) {
  std::cout << "{";
  for (const auto& [signal, counts] : exporter.statistics()) {
    std::cout << '"' << name_of(signal) << R"(":{"sent":)" << counts.sent << R"(,"failed":)" << counts.failed
              << R"(,"dropped":)" << counts.dropped << R"(,"retries":)" << counts.retries << R"(,"waiting":)"
              << counts.waiting << R"(,"bytes":)" << counts.bytes << "},";
  }
  std::cout << R"("processor_seconds":)" << processor_time().count() << R"(,"resident_kib_before":)" << before
            << R"(,"resident_kib_peak":)" << peak << "}\n";
}

asio::awaitable<void> run(const Config& config, std::vector<std::string> what) {
  const auto executor = co_await asio::this_coro::executor;
  HttpClient client(executor);
  otlp::Exporter exporter(executor, [&](HttpRequest request) { return client.send(std::move(request)); });
  const otlp::Settings settings = otlp::settings_from(config.otlp, config.agent.service, "pod-1");
  for (const std::string& warning : settings.warnings) log_warning("otlp", warning);
  exporter.set_metrics(one_of_each_metric);
  exporter.configure(settings);
  TaskGroup tasks(executor);
  tasks.spawn("otlp", exporter.run());
  long before = resident(), peak = before;
  if (what[0] == "each") {
    auto sending = send_each(exporter);
    co_await std::move(sending);
  } else {
    auto sending = send_many(exporter, std::stod(what[0]), Seconds(std::stod(what[1])), peak);
    co_await std::move(sending);
  }
  auto draining = exporter.drain(Seconds(5));
  co_await std::move(draining);
  print(exporter, before, peak);
  tasks.cancel();
  co_await tasks.join(Seconds(1));
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> what(arguments + std::min(count, 2), arguments + count);
  if (what.empty() || (what[0] != "each" && what.size() != 2)) {
    std::cerr << "usage: otlp_load FILE each | otlp_load FILE RATE SECONDS\n";
    return 2;
  }
  std::ostringstream text;
  text << std::ifstream(arguments[1]).rdbuf();
  const Config config = parse_config(text.str(), arguments[1], process_environment());
  start_log(config.agent.log_level, "text");
  asio::io_context loop(1);
  asio::co_spawn(loop, run(config, what), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  loop.run();
}
