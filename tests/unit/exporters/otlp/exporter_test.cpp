#include "exporters/otlp/exporter.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "agent/io/task_group.hpp"
#include "tests/catch.hpp"
#include "tests/unit/captured_log.hpp"
#include "tests/unit/exporters/otlp/spans.hpp"

using namespace lifeguard;
using namespace lifeguard::otlp;
namespace asio = boost::asio;
namespace json = boost::json;
using Clock = std::chrono::steady_clock;

namespace {

Settings to_here() {
  Settings settings;
  settings.service = "checkout";
  for (const Signal signal : kSignals) {
    Destination to;
    to.base.value = "http://here/" + std::string(name_of(signal));
    to.encoding = Encoding::json;
    to.gzip = false;
    settings.destinations[signal] = to;
    settings.limits[signal] = {.delay = Seconds(0)};
  }
  return settings;
}

/// The far side, and a loop that is turned by hand.
struct Bench {
  Bench() { start(to_here()); }
  explicit Bench(const Settings& settings) { start(settings); }
  ~Bench() {
    tasks.cancel();
    until([&] { return tasks.size() == 0; });
  }

  void start(const Settings& settings) {
    exporter.configure(settings);
    tasks.spawn("otlp", exporter.run());
  }

  asio::awaitable<HttpResponse> send(HttpRequest request) {
    sent.push_back(request);
    const int status = answer(request);
    if (status == 0) throw std::runtime_error("here:80: Connection refused");
    if (status < 0) {
      asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
      co_await never.async_wait(asio::use_awaitable);
    }
    HttpResponse response;
    response.status = status;
    co_return response;
  }

  bool until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done() && std::chrono::steady_clock::now() < deadline) {
      io.restart();
      io.run_one_for(std::chrono::milliseconds(20));
    }
    return done();
  }

  Statistics counts(Signal signal = Signal::traces) { return exporter.statistics().at(signal); }
  void tell() { exporter.accept(std::vector{test::a_span()}); }

  test::CapturedLog log;
  asio::io_context io{1};
  std::function<int(const HttpRequest&)> answer = [](const HttpRequest&) { return 200; };
  std::vector<HttpRequest> sent;
  Exporter exporter{io.get_executor(), [this](HttpRequest request) { return send(std::move(request)); }};
  TaskGroup tasks{io.get_executor()};
};

}  // namespace

TEST_CASE("each signal goes its own way") {
  Bench bench;
  bench.tell();
  bench.exporter.accept(std::vector{test::a_record()});
  CHECK(bench.until([&] { return bench.counts().sent == 1 && bench.counts(Signal::logs).sent == 1; }));
  REQUIRE(bench.sent.size() == 2);
  CHECK(bench.sent[0].url == "http://here/traces");
  CHECK(json::parse(bench.sent[0].body).as_object().contains("resourceSpans"));
  CHECK(bench.sent[1].url == "http://here/logs");
}

TEST_CASE("a receiver of traces that never answers does not hold up the logs") {
  Bench bench;
  bench.answer = [](const HttpRequest& request) { return request.url == "http://here/traces" ? -1 : 200; };
  bench.tell();
  bench.exporter.accept(std::vector{test::a_record()});
  CHECK(bench.until([&] { return bench.counts(Signal::logs).sent == 1; }));
  CHECK(bench.counts().waiting == 1);
}

TEST_CASE("what cannot be sent is sent again") {
  Bench bench;
  int failures = 1;
  bench.answer = [&](const HttpRequest&) { return failures-- > 0 ? 0 : 200; };
  bench.tell();
  CHECK(bench.until([&] { return bench.counts().sent == 1; }));
  CHECK(bench.counts().retries == 1);
  CHECK(bench.sent[0].body == bench.sent[1].body);
}

TEST_CASE("a secret whose file is missing is tried again, for it may come") {
  Settings settings = to_here();
  settings.destinations[Signal::traces].headers.file = "/nonexistent/otlp";
  Bench bench(settings);
  bench.tell();
  CHECK(bench.until([&] { return bench.counts().retries == 1; }));
  CHECK(bench.sent.empty());
}

TEST_CASE("what goes nowhere is not kept") {
  Settings settings = to_here();
  settings.destinations.clear();
  Bench bench(settings);
  bench.tell();
  CHECK(bench.exporter.statistics().empty());
}

TEST_CASE("a reload sends what waits to where it goes now, at once") {
  Bench bench;
  bench.answer = [](const HttpRequest& request) { return request.url == "http://here/traces" ? 0 : 200; };
  bench.tell();
  CHECK(bench.until([&] { return bench.counts().retries == 1; }));
  Settings elsewhere = to_here();
  elsewhere.destinations[Signal::traces].base.value = "http://there/traces";
  const auto start = Clock::now();
  bench.exporter.configure(elsewhere);
  CHECK(bench.until([&] { return bench.counts().sent == 1; }));
  CHECK(Clock::now() - start < std::chrono::milliseconds(400));  // the soonest retry of its own
  CHECK(bench.sent.back().url == "http://there/traces");
}

TEST_CASE("what waits is dropped and counted when it is to be written otherwise") {
  Bench bench;
  bench.answer = [](const HttpRequest&) { return 0; };
  bench.tell();
  CHECK(bench.until([&] { return bench.counts().retries == 1; }));
  Settings other = to_here();
  other.destinations[Signal::traces].encoding = Encoding::protobuf;
  bench.exporter.configure(other);
  CHECK(bench.counts().dropped == 1);
  CHECK(bench.counts().waiting == 0);
}

TEST_CASE("a reload while an answer is awaited confuses nothing") {
  Bench bench;
  bench.answer = [&](const HttpRequest&) {
    Settings none = to_here();
    none.destinations.erase(Signal::traces);
    bench.exporter.configure(none);
    bench.exporter.configure(to_here());
    return 200;
  };
  bench.tell();
  CHECK(bench.until([&] { return bench.counts().dropped == 1; }));
  bench.answer = [](const HttpRequest&) { return 200; };
  bench.tell();
  CHECK(bench.until([&] { return bench.counts().sent == 1; }));
}

TEST_CASE("metrics are asked for each interval, and the latest replace those that wait") {
  Settings settings = to_here();
  settings.metrics_interval = Seconds(0.02);
  Bench bench(settings);
  int asked = 0;
  bench.answer = [](const HttpRequest&) { return -1; };
  bench.exporter.set_metrics([&] {
    ++asked;
    return std::vector<Metric>{{"m", "", "", Gauge{{{{}, {}, test::micros(asked), 1}}}}};
  });
  bench.exporter.configure(settings);
  CHECK(bench.until([&] { return asked >= 5; }));
  CHECK(bench.sent.size() == 1);
  CHECK(bench.counts(Signal::metrics).waiting <= 2);
  CHECK(bench.counts(Signal::metrics).dropped == 0);  // the newest says all that they said
}

TEST_CASE("draining sends what would have waited, but not for longer than it may") {
  Settings slow = to_here();
  slow.limits[Signal::traces].delay = Seconds(3600);
  Bench bench(slow);
  bench.tell();
  bool drained = false;
  const auto drain = [&](Seconds limit) -> asio::awaitable<void> {
    auto draining = bench.exporter.drain(limit);
    co_await std::move(draining);
    drained = true;
  };
  bench.tasks.spawn("drain", drain(Seconds(5)));
  CHECK(bench.until([&] { return drained; }));
  CHECK(bench.counts().sent == 1);

  drained = false;
  bench.answer = [](const HttpRequest&) { return -1; };
  bench.tell();
  bench.tasks.spawn("drain", drain(Seconds(0.05)));
  CHECK(bench.until([&] { return drained; }));
  CHECK(bench.counts().waiting == 1);
  CHECK(bench.log.times("otlp traces: 1 were not sent") == 1);
}
