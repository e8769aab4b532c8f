#include "alerts/incident_json.hpp"

#include <boost/json.hpp>

#include "tests/catch.hpp"
#include "tests/unit/alerts/an_incident.hpp"

using namespace lifeguard;

TEST_CASE("an incident as JSON is what the API shows") {
  Incident incident = a_leak();
  incident.dedup_key = "lifeguard/00";
  incident.since += std::chrono::microseconds(123'456);
  incident.evidence.resize(1);
  CHECK(to_json(incident) ==
        R"({"rule":"connection_leak","target":"main","kind":"postgres","backend":"postgres/7412",)"
        R"("key":"application=shop","service":"checkout","dedup_key":"lifeguard/00","state":"firing",)"
        R"("severity":"critical",)"
        R"("summary":"2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 s",)"
        R"("remedy":"SELECT pg_terminate_backend(4242);",)"
        R"("evidence":[{"pid":"4242","state":"idle in transaction"}],)"
        R"("since":"2026-11-21T02:45:59.123Z","last_seen":"2026-11-21T02:50:09.000Z",)"
        R"("opened":"2026-11-21T02:50:09.000Z","gone":null,"resolved":null})");
}

TEST_CASE("an incident comes back from its JSON as it was, to the millisecond") {
  const Incident before = resolved().incident;
  const Incident after = incident_from_json(to_json(before));
  CHECK(to_json(after) == to_json(before));
  CHECK(after.evidence == before.evidence);
  CHECK(after.since == before.since);
  CHECK(after.last_seen == before.last_seen);
  CHECK(after.opened == before.opened);
  CHECK(after.gone == before.gone);
  CHECK(after.resolved == before.resolved);
  CHECK(after.state == IncidentState::resolved);
  CHECK(after.severity == Severity::critical);
  CHECK(after.dedup_key == before.dedup_key);
}

TEST_CASE("the traces of an incident come back from its JSON, and one without any says nothing of them") {
  Incident incident = a_leak();
  CHECK(to_json(incident).find("traces") == std::string::npos);
  CHECK(incident_from_json(to_json(incident)).traces.empty());
  incident.traces = {{"pid 4242", "4bf92f35", "00f067aa", "https://traces/4bf92f35"},
                     {"pid 4243", "11", "22", ""}};
  CHECK(to_json(incident).find(
            R"("traces":[{"of":"pid 4242","trace_id":"4bf92f35","span_id":"00f067aa",)"
            R"("url":"https://traces/4bf92f35"},{"of":"pid 4243","trace_id":"11","span_id":"22"}])") !=
        std::string::npos);
  CHECK(incident_from_json(to_json(incident)).traces == incident.traces);
}

TEST_CASE("every kind of notice comes back from its JSON") {
  for (const auto kind : {Notice::Kind::opened, Notice::Kind::escalated, Notice::Kind::resolved}) {
    Notice before = opened();
    before.kind = kind;
    before.test = kind == Notice::Kind::escalated;
    const Notice after = notice_from_json(to_json(before));
    CHECK(after.kind == kind);
    CHECK(after.test == before.test);
    CHECK(after.at == before.at);
    CHECK(after.incident.dedup_key == before.incident.dedup_key);
  }
}

TEST_CASE("a time before the epoch and a leap day survive") {
  Incident incident = a_leak();
  incident.since = TimePoint(std::chrono::sys_days(std::chrono::year(2028) / 2 / 29));
  incident.last_seen = TimePoint(std::chrono::milliseconds(-1));
  const Incident after = incident_from_json(to_json(incident));
  CHECK(after.since == incident.since);
  CHECK(after.last_seen == incident.last_seen);
}

TEST_CASE("bytes that are not UTF-8 do not make JSON that cannot be read") {
  Incident incident = a_leak();
  incident.summary = "caf\xE9 \xF0\x9F\x98\x80 \xED\xA0\x80 end\xC3";
  incident.evidence = {{{"query", std::string("a\0b\x01\xFF", 5)}}};
  const Incident after = incident_from_json(to_json(incident));
  CHECK(after.summary == "caf\uFFFD \U0001F600 \uFFFD\uFFFD\uFFFD end\uFFFD");
  CHECK(after.evidence[0][0].second == std::string("a\0b\x01", 4) + "\uFFFD");
}

TEST_CASE("what to_json did not write is refused") {
  const std::string good = to_json(a_leak());
  const auto with = [&](std::string_view what, std::string_view instead) {
    std::string text = good;
    return text.replace(text.find(what), what.size(), instead);
  };
  CHECK_NOTHROW(incident_from_json(good));
  CHECK_THROWS(incident_from_json(""));
  CHECK_THROWS(incident_from_json("[]"));
  CHECK_THROWS(incident_from_json("{}"));
  CHECK_THROWS(incident_from_json(with("\"firing\"", "\"burning\"")));
  CHECK_THROWS(incident_from_json(with("\"critical\"", "\"fatal\"")));
  CHECK_THROWS(incident_from_json(with("02:45:59.000Z", "02:45:59.000Zz")));
  CHECK_THROWS(incident_from_json(with("2026-11-21T02:45", "2026-13-21T02:45")));
  CHECK_THROWS(incident_from_json(with("\"main\"", "7")));
  CHECK_THROWS(notice_from_json(good));
}
