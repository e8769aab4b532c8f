#include "alerts/outbox.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/unit/alerts/an_incident.hpp"
#include "tests/unit/captured_log.hpp"

using namespace lifeguard;
namespace asio = boost::asio;

namespace {

class FakeReceiver : public Receiver {
 public:
  FakeReceiver(std::string name, Severity least) : name_(std::move(name)), least_(least) {}

  const std::string& name() const override { return name_; }
  Severity min_severity() const override { return least_; }
  HttpRequest request(const Notice& notice) const override {
    if (broken) throw std::runtime_error("/run/secrets/slack: No such file or directory");
    HttpRequest request;
    request.url = "https://" + name_ + "/SECRET";
    request.body = std::string(name_of(notice.kind)) + " " + notice.incident.key;
    return request;
  }
  Verdict judge(const HttpResponse& response) const override {
    if (response.status == 200) return {};
    if (response.status == 400) return {Verdict::Outcome::rejected, "answered 400", {}};
    return {Verdict::Outcome::retry, "answered " + std::to_string(response.status), after};
  }
  std::optional<Seconds> repeat() const override { return every; }

  bool broken = false;
  std::optional<Seconds> after, every;

 private:
  std::string name_;
  Severity least_;
};

/// The far side: what it answers to each body, and what it was sent.
struct FarSide {
  using Answer = std::function<int(const HttpRequest&)>;

  asio::awaitable<HttpResponse> send(HttpRequest request) {
    sent.push_back(request.url.substr(8, request.url.find("/SECRET") - 8) + ": " + request.body);
    const int status = answer(request);
    if (status == 0) throw std::runtime_error("connection refused by hooks.example:443");
    if (status < 0) {
      asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
      co_await never.async_wait(asio::use_awaitable);
    }
    HttpResponse response;
    response.status = status;
    co_return response;
  }

  Answer answer = [](const HttpRequest&) { return 200; };
  std::vector<std::string> sent;
};

/// Turns the event loop by hand; ends everything at the end.
struct Bench {
  explicit Bench(std::shared_ptr<StateStore> with = std::make_shared<StateStore>(""))
      : store(std::move(with)) {}
  ~Bench() {
    tasks.cancel();
    until([&] { return tasks.size() == 0; });
  }

  FakeReceiver& add(const std::string& name, Severity least = Severity::warning) {
    receivers.push_back(std::make_unique<FakeReceiver>(name, least));
    return static_cast<FakeReceiver&>(*receivers.back());
  }
  void start() {
    outbox.set_receivers(std::move(receivers));
    tasks.spawn("outbox", outbox.run());
  }
  bool until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done() && std::chrono::steady_clock::now() < deadline) {
      io.restart();
      io.run_one_for(std::chrono::milliseconds(20));
    }
    return done();
  }
  std::uint64_t count(const std::string& receiver, const std::string& outcome) {
    return outbox.statistics()[receiver].outcomes[outcome];
  }
  void tell(const Notice& notice) { outbox.enqueue({notice}, {notice.incident}); }

  asio::io_context io{1};
  std::shared_ptr<StateStore> store;
  FarSide far;
  Outbox outbox{io.get_executor(), store, [this](HttpRequest request) { return far.send(std::move(request)); }};
  TaskGroup tasks{io.get_executor()};
  std::vector<std::unique_ptr<Receiver>> receivers;
};

Notice escalated(Incident incident) {
  incident.severity = Severity::critical;
  return {Notice::Kind::escalated, std::move(incident), at(2, 51, 0)};
}

Incident a_warning(const std::string& key) {
  Incident incident = a_leak(key);
  incident.severity = Severity::warning;
  return incident;
}

using Sent = std::vector<std::string>;

}  // namespace

TEST_CASE("a notice is delivered once to each receiver and forgotten") {
  Bench bench;
  bench.add("slack");
  bench.add("webhook");
  bench.start();
  bench.tell(opened(a_leak("a")));
  CHECK(bench.store->deliveries().size() == 2);
  CHECK(bench.outbox.statistics()["slack"].pending == 1);
  CHECK(bench.until([&] { return bench.store->deliveries().empty(); }));
  CHECK(bench.far.sent == Sent{"slack: opened a", "webhook: opened a"});
  CHECK(bench.count("slack", "delivered") == 1);
  CHECK(bench.outbox.statistics()["slack"].pending == 0);
}

TEST_CASE("a receiver hears from its least severity on, and the end of what it heard") {
  Bench bench;
  bench.add("pagerduty", Severity::critical);
  bench.start();
  bench.tell(opened(a_warning("a")));
  bench.tell(resolved(a_warning("a")));
  bench.tell(opened(a_warning("b")));
  bench.tell(escalated(a_warning("b")));
  bench.tell(resolved(a_leak("b")));
  Notice test = opened(a_warning("c"));
  test.test = true;
  bench.tell(test);
  CHECK(bench.until([&] { return bench.store->deliveries().empty(); }));
  CHECK(bench.far.sent == Sent{"pagerduty: escalated b", "pagerduty: resolved b", "pagerduty: opened c"});
}

TEST_CASE("a receiver that is down gets everything, in order, when it is up, and its outage is logged once") {
  test::CapturedLog log;
  Bench bench;
  bench.add("slack");
  bool up = false;
  bench.far.answer = [&](const HttpRequest&) { return up ? 200 : 0; };
  bench.start();
  bench.tell(opened(a_leak("a")));
  bench.tell(resolved(a_leak("a")));
  CHECK(bench.until([&] { return bench.count("slack", "retried") >= 2; }));
  CHECK(bench.store->deliveries().at(0).attempts >= 2);
  up = true;
  bench.far.sent.clear();
  CHECK(bench.until([&] { return bench.store->deliveries().empty(); }));
  CHECK(bench.far.sent == Sent{"slack: opened a", "slack: resolved a"});
  CHECK(bench.count("slack", "delivered") == 2);
  CHECK(log.times("cannot be told: connection refused by hooks.example:443") == 1);
  CHECK(log.times("can be told again") == 1);
  CHECK(log.times("SECRET") == 0);
}

TEST_CASE("429 with Retry-After pauses the whole receiver for as long as it says") {
  Bench bench;
  bench.add("slack").after = Seconds(1.2);
  bool first = true;
  std::vector<std::chrono::steady_clock::time_point> when;
  bench.far.answer = [&](const HttpRequest&) {
    when.push_back(std::chrono::steady_clock::now());
    return std::exchange(first, false) ? 429 : 200;
  };
  bench.start();
  bench.tell(opened(a_leak("a")));
  bench.tell(opened(a_leak("b")));
  CHECK(bench.until([&] { return bench.store->deliveries().empty(); }));
  REQUIRE(when.size() == 3);
  CHECK(when[1] - when[0] >= std::chrono::milliseconds(1200));
}

TEST_CASE("a refused notice is logged without its address, counted, not sent again, and the next one is") {
  test::CapturedLog log;
  Bench bench;
  bench.add("slack");
  bench.far.answer = [](const HttpRequest& request) { return request.body == "opened a" ? 400 : 200; };
  bench.start();
  bench.tell(opened(a_leak("a")));
  bench.tell(opened(a_leak("b")));
  CHECK(bench.until([&] { return bench.store->deliveries().empty(); }));
  CHECK(bench.far.sent == Sent{"slack: opened a", "slack: opened b"});
  CHECK(bench.count("slack", "rejected") == 1);
  CHECK(bench.count("slack", "delivered") == 1);
  CHECK(log.times("answered 400") == 1);
  CHECK(log.times("SECRET") == 0);
}

TEST_CASE("an incident that is being tried again holds up its own end, and no other incident") {
  Bench bench;
  bench.add("slack");
  bool mended = false;
  bench.far.answer = [&](const HttpRequest& request) {
    return request.body == "opened a" && !mended ? 500 : 200;
  };
  bench.start();
  bench.tell(opened(a_leak("a")));
  bench.tell(resolved(a_leak("a")));
  bench.tell(opened(a_leak("b")));
  CHECK(bench.until([&] { return bench.count("slack", "delivered") == 1; }));
  CHECK(bench.far.sent == Sent{"slack: opened a", "slack: opened b"});
  mended = true;
  CHECK(bench.until([&] { return bench.store->deliveries().empty(); }));
  CHECK(bench.far.sent.back() == "slack: resolved a");
}

TEST_CASE("a receiver that never answers does not hold up another") {
  Bench bench;
  bench.add("pagerduty");
  bench.add("slack");
  bench.far.answer = [](const HttpRequest& request) { return request.url.find("pagerduty") == 8 ? -1 : 200; };
  bench.start();
  bench.tell(opened(a_leak("a")));
  bench.tell(resolved(a_leak("a")));
  CHECK(bench.until([&] { return bench.count("slack", "delivered") == 2; }));
  CHECK(bench.outbox.statistics()["pagerduty"].pending == 2);
  CHECK(bench.outbox.statistics()["pagerduty"].oldest_age > Seconds(0));
}

TEST_CASE("what an earlier process left is delivered by the next") {
  auto store = std::make_shared<StateStore>("");
  {
    Bench before(store);
    before.add("slack");
    before.far.answer = [](const HttpRequest&) { return -1; };
    before.start();
    before.tell(opened(a_leak("a")));
    before.tell(resolved(a_leak("a")));
    CHECK(before.until([&] { return !before.far.sent.empty(); }));
  }
  Bench bench(store);
  bench.add("slack");
  bench.start();
  CHECK(bench.until([&] { return store->deliveries().empty(); }));
  CHECK(bench.far.sent == Sent{"slack: opened a", "slack: resolved a"});
}

TEST_CASE("a secret's file that is missing is tried again, for it may come") {
  Bench bench;
  FakeReceiver& slack = bench.add("slack");
  slack.broken = true;
  bench.start();
  bench.tell(opened(a_leak("a")));
  CHECK(bench.until([&] { return bench.count("slack", "retried") == 1; }));
  slack.broken = false;
  CHECK(bench.until([&] { return bench.count("slack", "delivered") == 1; }));
}

TEST_CASE("notices for a receiver that a reload took out wait for it to come back, for a day") {
  auto store = std::make_shared<StateStore>("");
  Notice fresh = opened(a_leak("fresh"));
  fresh.at = now() - Seconds(23 * 3600);
  Notice old = opened(a_leak("old"));
  old.at = now() - Seconds(25 * 3600);
  std::vector<PendingDelivery> left = {{0, "slack/team", fresh, 0}, {0, "slack/team", old, 0}};
  store->save({}, left);
  Bench bench(store);
  bench.add("webhook");
  bench.start();
  CHECK(bench.until([&] { return bench.count("slack/team", "dropped") == 1; }));
  CHECK(store->deliveries().size() == 1);
  CHECK(bench.far.sent.empty());

  bench.add("slack/team");
  bench.outbox.set_receivers(std::move(bench.receivers));
  CHECK(bench.until([&] { return store->deliveries().empty(); }));
  CHECK(bench.far.sent == Sent{"slack/team: opened fresh"});
  bench.tell(opened(a_leak("b")));
  CHECK(bench.store->deliveries().size() == 1);
}

TEST_CASE("a reload tries again at once what waited") {
  Bench bench;
  bench.add("slack");
  bench.far.answer = [](const HttpRequest&) { return 503; };
  bench.start();
  bench.tell(opened(a_leak("a")));
  const auto start = std::chrono::steady_clock::now();
  CHECK(bench.until([&] { return bench.count("slack", "retried") == 1; }));
  bench.far.answer = [](const HttpRequest&) { return 200; };
  bench.add("slack");
  bench.outbox.set_receivers(std::move(bench.receivers));
  CHECK(bench.until([&] { return bench.count("slack", "delivered") == 1; }));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));  // the soonest retry of its own
}

TEST_CASE("a receiver that forgets is told again while the incident fires, and of its end for five minutes") {
  Bench bench;
  bench.add("alertmanager").every = Seconds(0.02);
  bench.start();
  Incident lately = resolved(a_leak("lately")).incident;
  lately.resolved = now() - Seconds(60);
  Incident long_ago = resolved(a_leak("long ago")).incident;
  long_ago.resolved = now() - Seconds(360);
  Incident minor = a_warning("minor");
  minor.severity = Severity::info;
  Incident pending = a_leak("pending");
  pending.opened.reset();
  bench.outbox.enqueue({}, {a_leak("firing"), lately, long_ago, minor, pending});
  CHECK(bench.until([&] { return bench.far.sent.size() >= 6; }));
  std::set<std::string> told(bench.far.sent.begin(), bench.far.sent.end());
  CHECK(told == std::set<std::string>{"alertmanager: opened firing", "alertmanager: resolved lately"});
  CHECK(bench.store->deliveries().empty());
}

TEST_CASE("a receiver may be taken out by a reload in the middle of its repeats") {
  Bench bench;
  bench.add("alertmanager").every = Seconds(0.02);
  bench.start();
  bench.far.answer = [&](const HttpRequest&) {
    bench.outbox.set_receivers({});
    return 200;
  };
  bench.outbox.enqueue({}, {a_leak("a"), a_leak("b")});
  CHECK(bench.until([&] { return !bench.far.sent.empty(); }));
  bench.add("slack");
  bench.outbox.set_receivers(std::move(bench.receivers));
  bench.tell(opened(a_leak("c")));
  CHECK(bench.until([&] { return bench.store->deliveries().empty(); }));
  CHECK(bench.far.sent.size() == 2);
}

TEST_CASE("draining waits until all is delivered, but not longer than it may") {
  Bench bench;
  bench.add("slack");
  bool up = false;
  bench.far.answer = [&](const HttpRequest&) { return up ? 200 : 0; };
  bench.start();
  bench.tell(opened(a_leak("a")));
  std::optional<bool> drained;
  const auto drain = [&](Seconds limit) -> asio::awaitable<void> {
    auto wait = bench.outbox.drain(limit);
    drained = co_await std::move(wait);
  };
  bench.tasks.spawn("drain", drain(Seconds(0.05)));
  CHECK(bench.until([&] { return drained.has_value(); }));
  CHECK(drained == false);
  up = true;
  drained.reset();
  bench.tasks.spawn("drain", drain(Seconds(5)));
  CHECK(bench.until([&] { return drained.has_value(); }));
  CHECK(drained == true);
  CHECK(bench.store->deliveries().empty());
}
