#include "exporters/otlp/request.hpp"

#include <boost/json.hpp>

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::otlp;
namespace json = boost::json;

namespace {

Destination plain_json() {
  Destination to;
  to.base.value = "http://c:4318/";
  to.path = "v1/traces";
  to.encoding = Encoding::json;
  to.gzip = false;
  return to;
}

Settings settings() {
  Settings settings;
  settings.service = "checkout";
  settings.resource = {{"k8s.pod.name", std::string("pod-1")},
                       {"deployment.environment.name", std::string("prod")}};
  return settings;
}

}  // namespace

TEST_CASE("what one service tells goes together, whatever the order it came in") {
  const std::vector<Item> batch{{"postgresql", "{\"a\":1}"}, {"", "{\"b\":1}"}, {"postgresql", "{\"c\":1}"}};
  const HttpRequest request = request_for(Signal::traces, batch, plain_json(), settings());
  CHECK(request.method == "POST");
  CHECK(request.url == "http://c:4318/v1/traces");
  const json::value body = json::parse(request.body);
  REQUIRE(body.at("resourceSpans").as_array().size() == 2);
  CHECK(body.at_pointer("/resourceSpans/0/scopeSpans/0/spans") == json::parse(R"([{"a":1},{"c":1}])"));
  CHECK(body.at_pointer("/resourceSpans/1/scopeSpans/0/spans") == json::parse(R"([{"b":1}])"));
}

TEST_CASE("where the agent runs is said of the agent, and not of a database") {
  const std::vector<Item> batch{{"postgresql", "{}"}, {"", "{}"}};
  const json::value body = json::parse(request_for(Signal::traces, batch, plain_json(), settings()).body);
  CHECK(body.at_pointer("/resourceSpans/0/resource/attributes") == json::parse(R"([
    {"key": "service.name", "value": {"stringValue": "postgresql"}},
    {"key": "deployment.environment.name", "value": {"stringValue": "prod"}}])"));
  CHECK(body.at_pointer("/resourceSpans/1/resource/attributes") == json::parse(R"([
    {"key": "service.name", "value": {"stringValue": "checkout"}},
    {"key": "k8s.pod.name", "value": {"stringValue": "pod-1"}},
    {"key": "deployment.environment.name", "value": {"stringValue": "prod"}}])"));
}

TEST_CASE("headers, the kind of body and its packing are said") {
  Destination to = plain_json();
  to.headers.value = "api-key=s%3Dcret";
  to.gzip = true;
  to.encoding = Encoding::protobuf;
  const HttpRequest request = request_for(Signal::logs, {{"", "x"}}, to, settings());
  CHECK(request.headers == Headers{{"api-key", "s=cret"},
                                   {"Content-Type", "application/x-protobuf"},
                                   {"Content-Encoding", "gzip"}});
  CHECK(request.body.substr(0, 2) == "\x1F\x8B");
}

TEST_CASE("a secret's file is read anew for each request") {
  Destination to = plain_json();
  to.headers.file = "/nonexistent/otlp";
  CHECK_THROWS(request_for(Signal::traces, {{"", "{}"}}, to, settings()));
}
