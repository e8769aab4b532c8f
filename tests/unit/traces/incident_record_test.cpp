#include "traces/incident_record.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/unit/alerts/an_incident.hpp"
#include "traces/traces.hpp"

using namespace lifeguard;
using namespace lifeguard::traces;

namespace {

struct Told : Sink {
  void accept(std::vector<Span>) override {}
  void accept(std::vector<LogRecord> some) override { records.insert(records.end(), some.begin(), some.end()); }
  bool takes_spans() const override { return true; }
  std::vector<LogRecord> records;
};

}  // namespace

TEST_CASE("an incident that opened is a log record with its evidence and its remedy") {
  const LogRecord record = record_of(opened());
  CHECK(record.event_name == "lifeguard.incident.opened");
  CHECK(record.severity == LogSeverity::error);
  CHECK(record.at == at(2, 50, 9));
  CHECK(record.observed == at(2, 50, 9));
  CHECK(record.body ==
        "opened connection_leak on main: 2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 "
        "s");
  const std::vector<std::string> evidence{"pid 4242, state idle in transaction", "pid 4243, query a <b> & c"};
  CHECK(record.attributes ==
        Attributes{{"lifeguard.incident.rule", std::string("connection_leak")},
                   {"lifeguard.incident.severity", std::string("critical")},
                   {"lifeguard.incident.summary", a_leak().summary},
                   {"lifeguard.incident.key", std::string("application=shop")},
                   {"lifeguard.incident.dedup_key", a_leak().dedup_key},
                   {"lifeguard.incident.since", rfc3339(at(2, 45, 59))},
                   {"lifeguard.incident.evidence", evidence},
                   {"lifeguard.incident.remedy", std::string("SELECT pg_terminate_backend(4242);")},
                   {"lifeguard.target", std::string("main")},
                   {"lifeguard.kind", std::string("postgres")},
                   {"lifeguard.backend", std::string("postgres/7412")}});
}

TEST_CASE("an incident that is over is information, with the same key as when it opened") {
  const LogRecord record = record_of(resolved());
  CHECK(record.event_name == "lifeguard.incident.resolved");
  CHECK(record.severity == LogSeverity::info);
  CHECK(record.at == at(2, 58, 4));
  CHECK(record.body.starts_with("resolved connection_leak on main, it was: 2 sessions"));
  const Attribute key{"lifeguard.incident.dedup_key", a_leak().dedup_key};
  CHECK(std::count(record.attributes.begin(), record.attributes.end(), key) == 1);
  const Attribute end{"lifeguard.incident.resolved", rfc3339(at(2, 58, 4))};
  CHECK(std::count(record.attributes.begin(), record.attributes.end(), end) == 1);
}

TEST_CASE("a warning is told as one") {
  Incident incident = a_leak();
  incident.severity = Severity::warning;
  CHECK(record_of(opened(incident)).severity == LogSeverity::warn);
  incident.severity = Severity::info;
  CHECK(record_of(opened(incident)).severity == LogSeverity::info);
}

TEST_CASE("incidents are told where log records are wanted") {
  Told told;
  Traces traces(told);
  OtlpConfig config;
  config.logs = false;
  traces.configure(config);
  traces.take(opened());
  CHECK(told.records.empty());
  config.logs = true;
  traces.configure(config);
  traces.take(opened());
  CHECK(told.records.size() == 1);
}
