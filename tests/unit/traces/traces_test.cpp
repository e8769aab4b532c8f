#include "traces/traces.hpp"

#include "tests/catch.hpp"
#include "tests/unit/traces/activity.hpp"

using namespace lifeguard;
using namespace lifeguard::traces;

namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736", kCaller = "00f067aa0ba902b7";
const std::string kSampled = " /*traceparent='00-" + kTrace + "-" + kCaller + "-01'*/";
const std::string kNotSampled = " /*traceparent='00-" + kTrace + "-" + kCaller + "-00'*/";

struct Told : Sink {
  void accept(std::vector<Span> some) override { spans.insert(spans.end(), some.begin(), some.end()); }
  void accept(std::vector<LogRecord> some) override { records.insert(records.end(), some.begin(), some.end()); }
  bool takes_spans() const override { return is_on; }
  std::vector<Span> spans;
  std::vector<LogRecord> records;
  bool is_on = true;
};

/// The server "main", followed from a look at which nobody was there.
struct Watched {
  explicit Watched(bool is_on = true) {
    told.is_on = is_on;
    OtlpConfig config;
    config.slow_after = Seconds(2);
    config.trace_url = "https://traces/{trace_id}";
    traces.configure(config);
    see(look(0, {}));
  }

  Snapshot see(postgres::Activity activity) {
    Snapshot snapshot = snapshot_of(std::move(activity));
    traces.follow(snapshot);
    return snapshot;
  }

  std::vector<TraceRef> traces_of(const Snapshot& snapshot, int pid = 7) const {
    return traces.traces_of(snapshot, {{{"pid", std::to_string(pid)}}});
  }

  Told told;
  Traces traces{told};
};

Incident slow_query(Severity severity = Severity::warning) {
  Incident incident;
  incident.rule = "slow_query";
  incident.summary = "it runs";
  incident.dedup_key = "lifeguard/00";
  incident.severity = severity;
  incident.evidence = {{{"calls", "5"}}, {{"pid", "7"}, {"state", "active"}}};
  incident.opened = at(-3600);
  return incident;
}

}  // namespace

TEST_CASE("evidence of a statement with a caller points at the caller's trace") {
  Watched server;
  const Snapshot soon = server.see(look(1, {client(7, "select 1" + kSampled, 0.5)}));
  const TraceRef caller{"pid 7", kTrace, kCaller, "https://traces/" + kTrace};
  CHECK(server.traces_of(soon) == std::vector{caller});
  SECTION("and once it is slow, at the very span that will be told") {
    const Snapshot slow = server.see(look(3, {client(7, "select 1" + kSampled, 0.5)}));
    const auto traces = server.traces_of(slow);
    server.see(look(4, {idle(7, "select 1" + kSampled, 0.5, 3.5)}));
    REQUIRE(traces.size() == 1);
    REQUIRE(server.told.spans.size() == 1);
    CHECK(traces[0].trace_id == kTrace);
    CHECK(traces[0].span_id == sql::hex(server.told.spans[0].span_id));
    CHECK(traces[0].span_id != kCaller);
  }
  SECTION("and at rest, for that is what the session ran last") {
    CHECK(server.traces_of(server.see(look(2, {idle(7, "select 1" + kSampled, 0.5, 1.5)}))) ==
          std::vector{caller});
  }
}

TEST_CASE("evidence of a statement without a caller points at its own trace once that is sure to be told") {
  Watched server;
  CHECK(server.traces_of(server.see(look(1, {client(7, "select 1", 0.5)}))).empty());
  const auto running = server.traces_of(server.see(look(3, {client(7, "select 1", 0.5)})));
  const auto over = server.traces_of(server.see(look(4, {idle(7, "select 1", 0.5, 3.5)})));
  REQUIRE(running.size() == 1);
  REQUIRE(server.told.spans.size() == 1);
  CHECK(running[0].trace_id == sql::hex(server.told.spans[0].trace_id));
  CHECK(running[0].span_id == sql::hex(server.told.spans[0].span_id));
  CHECK(over == running);
}

TEST_CASE("of a trace that no backend will have nothing is said") {
  SECTION("for its caller is not sampled") {
    Watched server;
    CHECK(server.traces_of(server.see(look(3, {client(7, "select 1" + kNotSampled, 0.5)}))).empty());
  }
  SECTION("for it ended before it was followed") {
    Watched server;
    CHECK(server.traces_of(server.see(look(9, {idle(7, "select 1", -5, -1)}))).empty());
  }
  SECTION("for the session is not there, or does not say") {
    Watched server;
    const Snapshot seen = server.see(look(3, {client(7, "select 1", 0.5)}));
    CHECK(server.traces_of(seen, 8).empty());
    CHECK(
        server.traces.traces_of(seen, {{{"application", "shop"}}, {{"pid", "seven"}}, {{"pid", "0"}}}).empty());
  }
  SECTION("for spans go nowhere, and then there is no link to the app's own either") {
    Watched server(false);
    CHECK(server.traces_of(server.see(look(3, {client(7, "select 1", 0.5)}))).empty());
    const auto callers = server.traces_of(server.see(look(4, {client(8, "select 1" + kSampled, 0.5)})), 8);
    CHECK(callers == std::vector{TraceRef{"pid 8", kTrace, kCaller, ""}});
  }
}

TEST_CASE("sessions of one trace point at it once") {
  Watched server;
  const Snapshot seen =
      server.see(look(1, {client(7, "select 1" + kSampled, 0.5), client(8, "select 2" + kSampled, 0.5)}));
  CHECK(server.traces.traces_of(seen, {{{"pid", "7"}}, {{"pid", "8"}}}).size() == 1);
}

TEST_CASE("an incident is an event of the span of what it speaks of, once for each severity") {
  Watched server;
  const Incident opened = slow_query(), worse = slow_query(Severity::critical);
  for (const double second : {1.0, 2.0}) {
    server.traces.note(server.see(look(second, {client(7, "select 1", 0.5)})), {&opened});
  }
  server.traces.note(server.see(look(3, {client(7, "select 1", 0.5)})), {&worse});
  server.see(look(4, {idle(7, "select 1", 0.5, 3.5)}));
  REQUIRE(server.told.spans.size() == 1);
  const auto& events = server.told.spans[0].events;
  REQUIRE(events.size() == 2);
  CHECK(events[0].at == at(1));
  CHECK(events[0].name == "lifeguard.incident");
  CHECK(events[0].attributes == Attributes{{"lifeguard.incident.rule", std::string("slow_query")},
                                           {"lifeguard.incident.severity", std::string("warning")},
                                           {"lifeguard.incident.summary", std::string("it runs")},
                                           {"lifeguard.incident.opened", rfc3339(at(-3600))},
                                           {"lifeguard.incident.dedup_key", std::string("lifeguard/00")}});
  CHECK(events[1].at == at(3));
  CHECK(events[1].attributes[1].value == Attribute{"", std::string("critical")}.value);
}

TEST_CASE("an incident is no event of what the same session runs later") {
  Watched server;
  const Incident opened = slow_query();
  server.traces.note(server.see(look(1, {client(7, "select 1", 0.5)})), {&opened});
  server.see(look(2, {client(7, "select 2", 1.5)}));
  server.see(look(5, {idle(7, "select 2", 1.5, 4.5)}));
  REQUIRE(server.told.spans.size() == 1);
  CHECK(server.told.spans[0].events.empty());
}

TEST_CASE("the record of an incident is in the trace of its evidence") {
  Watched server;
  Incident incident = slow_query();
  incident.traces = {{"pid 7", kTrace, kCaller, ""}, {"pid 8", std::string(32, '1'), std::string(16, '1'), ""}};
  server.traces.take(Notice{Notice::Kind::opened, incident, at(1)});
  REQUIRE(server.told.records.size() == 1);
  REQUIRE(server.told.records[0].trace_id);
  CHECK(sql::hex(*server.told.records[0].trace_id) == kTrace);
  CHECK(sql::hex(*server.told.records[0].span_id) == kCaller);
}
