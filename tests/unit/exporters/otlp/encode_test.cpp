#include "exporters/otlp/encode.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <limits>

#include "tests/catch.hpp"
#include "tests/unit/exporters/otlp/spans.hpp"

using namespace lifeguard;
using namespace lifeguard::otlp;
using namespace lifeguard::test;
namespace json = boost::json;

namespace {

template <class T>
json::value in_json(const T& told) {
  return json::parse(encode(Encoding::json, told));
}

}  // namespace

TEST_CASE("a span in JSON has hex ids, times as text and enums as numbers") {
  CHECK(in_json(a_span()) == json::parse(R"({
    "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "00f067aa0ba902b7", "parentSpanId": "b7ad6b7169203331",
    "name": "SELECT orders", "kind": 2,
    "startTimeUnixNano": "1795285000000001000", "endTimeUnixNano": "1795285002500000000",
    "attributes": [
      {"key": "db.query.text", "value": {"stringValue": "select \"a\""}},
      {"key": "waited", "value": {"boolValue": true}},
      {"key": "pid", "value": {"intValue": "-4711"}},
      {"key": "share", "value": {"doubleValue": 0.25}},
      {"key": "pids", "value": {"arrayValue": {"values": [{"stringValue": "1"}, {"stringValue": "2"}]}}}],
    "events": [{"timeUnixNano": "1795285001000000000", "name": "blocked",
                "attributes": [{"key": "by", "value": {"intValue": "12"}}]}],
    "links": [{"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331",
               "attributes": [{"key": "why", "value": {"stringValue": "blocks"}}], "flags": 769}],
    "status": {"message": "canceled", "code": 2},
    "flags": 769})"));
}

TEST_CASE("a root of the agent's own says neither parent nor status") {
  traces::Span span;
  span.name = "collect";
  const json::value written = in_json(span);
  CHECK_FALSE(written.as_object().contains("parentSpanId"));
  CHECK_FALSE(written.as_object().contains("status"));
  CHECK_FALSE(written.as_object().contains("links"));
  CHECK(written.at("flags") == 0x101);
}

TEST_CASE("a log record in JSON") {
  CHECK(in_json(a_record()) == json::parse(R"({
    "timeUnixNano": "1795285000000001000", "severityNumber": 17, "severityText": "ERROR",
    "body": {"stringValue": "3 sessions wait."},
    "attributes": [{"key": "lifeguard.rule", "value": {"stringValue": "blocked_sessions"}}],
    "flags": 1, "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "00f067aa0ba902b7",
    "observedTimeUnixNano": "1795285000500000000", "eventName": "lifeguard.incident.opened"})"));
}

TEST_CASE("metrics in JSON") {
  const Metric sum{"calls", "How many.", "{call}", Sum{{{{}, micros(1), micros(2), 7}}}};
  CHECK(in_json(sum) == json::parse(R"({"name": "calls", "description": "How many.", "unit": "{call}", "sum": {
    "dataPoints": [{"startTimeUnixNano": "1000", "timeUnixNano": "2000", "asDouble": 7}],
    "aggregationTemporality": 2, "isMonotonic": true}})"));
  const Metric gauge{"age", "", "s", Gauge{{{{{"pool", std::string("a")}}, {}, micros(2), 0.5}}}};
  CHECK(in_json(gauge) == json::parse(R"({"name": "age", "unit": "s", "gauge": {"dataPoints": [
    {"timeUnixNano": "2000", "asDouble": 0.5, "attributes": [{"key": "pool", "value": {"stringValue": "a"}}]}]}})"));
  const Metric histogram{
      "took", "", "s",
      Histogram{{{{}, micros(1), micros(2), 3, 1.5, {0.1, 1}, {1, 0, 2}, {{micros(2), 1.2, kTrace, kSpan}}}}}};
  CHECK(in_json(histogram) == json::parse(R"({"name": "took", "unit": "s", "histogram": {"dataPoints": [{
    "startTimeUnixNano": "1000", "timeUnixNano": "2000", "count": "3", "sum": 1.5,
    "bucketCounts": ["1", "0", "2"], "explicitBounds": [0.1, 1],
    "exemplars": [{"timeUnixNano": "2000", "asDouble": 1.2, "spanId": "00f067aa0ba902b7",
                   "traceId": "0af7651916cd43dd8448eb211c80319c"}]}], "aggregationTemporality": 2}})"));
}

TEST_CASE("what JSON has no number for is text") {
  const auto value = [](double number) {
    const Metric metric{"m", "", "", Gauge{{{{}, {}, micros(2), number}}}};
    return in_json(metric).at_pointer("/gauge/dataPoints/0/asDouble");
  };
  CHECK(value(std::numeric_limits<double>::infinity()) == "Infinity");
  CHECK(value(-std::numeric_limits<double>::infinity()) == "-Infinity");
  CHECK(value(std::nan("")) == "NaN");
  CHECK(value(1e300).as_double() == 1e300);
}

TEST_CASE("a span in protobuf, byte for byte") {
  traces::Span span;
  span.trace_id = kTrace;
  span.span_id = kSpan;
  span.name = "a";
  span.kind = traces::SpanKind::client;
  span.start = micros(1);
  span.end = micros(2);
  span.attributes = {{"k", std::int64_t{5}}};
  const std::string bytes = encode(Encoding::protobuf, span);
  const std::string ids = std::string("\x0A\x10", 2) + std::string(kTrace.begin(), kTrace.end()) +
                          std::string("\x12\x08", 2) + std::string(kSpan.begin(), kSpan.end());
  CHECK(bytes == ids + std::string("\x2A\x01"
                                   "a"
                                   "\x30\x03"
                                   "\x39\xE8\x03\x00\x00\x00\x00\x00\x00"
                                   "\x41\xD0\x07\x00\x00\x00\x00\x00\x00"
                                   "\x4A\x07\x0A\x01k\x12\x02\x18\x05"
                                   "\x85\x01\x01\x01\x00\x00",
                                   38));
}

TEST_CASE("an envelope says of each resource what it is and what it tells") {
  const std::vector<ResourcePart> parts{{{{"service.name", std::string("postgresql")}}, {"{}", "{\"a\":1}"}},
                                        {{{"service.name", std::string("checkout")}}, {"{}"}}};
  const json::value written = json::parse(envelope(Encoding::json, Signal::logs, parts));
  CHECK(written.at_pointer("/resourceLogs/0/resource/attributes/0/value/stringValue") == "postgresql");
  CHECK(written.at_pointer("/resourceLogs/0/scopeLogs/0/scope/name") == "lifeguard");
  CHECK(written.at_pointer("/resourceLogs/0/scopeLogs/0/logRecords") == json::parse(R"([{}, {"a": 1}])"));
  CHECK(written.at("resourceLogs").as_array().size() == 2);
}

TEST_CASE("a text that is not UTF-8 spoils nothing") {
  traces::Span span;
  span.name = "caf\xE9";
  CHECK(in_json(span).at("name") == "caf\xEF\xBF\xBD");
  CHECK(encode(Encoding::protobuf, span).find("caf\xEF\xBF\xBD") != std::string::npos);
}
