#include "exporters/otlp/settings.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::otlp;

namespace {

using Lines = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

Settings settings(Variables environment, OtlpConfig config = {}) {
  config.environment = std::move(environment);
  return settings_from(config, "checkout", "pod-1");
}

OtlpConfig to(const std::string& endpoint) {
  OtlpConfig config;
  config.endpoint.value = endpoint;
  return config;
}

std::string url_of(const Settings& settings, Signal signal) {
  const auto found = settings.destinations.find(signal);
  return found == settings.destinations.end() ? "nowhere" : found->second.url();
}

}  // namespace

TEST_CASE("without an endpoint nothing is sent") {
  CHECK(settings({}).destinations.empty());
  CHECK(settings({}).warnings.empty());
}

TEST_CASE("each signal has its path after the endpoint, metrics only when asked for") {
  for (const Settings& each : {settings({}, to("http://c:4318")), settings({}, to("http://c:4318/")),
                               settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"}})}) {
    CHECK(url_of(each, Signal::traces) == "http://c:4318/v1/traces");
    CHECK(url_of(each, Signal::logs) == "http://c:4318/v1/logs");
    CHECK(url_of(each, Signal::metrics) == "nowhere");
  }
  OtlpConfig config = to("http://c:4318/prefix");
  config.metrics = true;
  config.logs = false;
  CHECK(url_of(settings({}, config), Signal::metrics) == "http://c:4318/prefix/v1/metrics");
  CHECK(url_of(settings({}, config), Signal::logs) == "nowhere");
}

TEST_CASE("an endpoint of one signal is used as it is, and is enough") {
  const Settings by_variable = settings({{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://t/otlp"}});
  CHECK(url_of(by_variable, Signal::traces) == "https://t/otlp");
  CHECK(url_of(by_variable, Signal::logs) == "nowhere");
  OtlpConfig config = to("http://c:4318");
  config.traces_endpoint = "http://tempo:4318/v1/traces";
  CHECK(url_of(settings({}, config), Signal::traces) == "http://tempo:4318/v1/traces");
  CHECK(url_of(settings({}, config), Signal::logs) == "http://c:4318/v1/logs");
}

TEST_CASE("what is said of one signal comes before what is said of all") {
  const Settings each = settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"},
                                  {"OTEL_EXPORTER_OTLP_HEADERS", "a=all"},
                                  {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=traces"},
                                  {"OTEL_EXPORTER_OTLP_TIMEOUT", "2500"},
                                  {"OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "100"},
                                  {"OTEL_EXPORTER_OTLP_COMPRESSION", "none"},
                                  {"OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/json"},
                                  {"OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "/ca.pem"},
                                  {"OTEL_EXPORTER_OTLP_CLIENT_KEY", "/key.pem"},
                                  {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "/cert.pem"}});
  const Destination traces = each.destinations.at(Signal::traces), logs = each.destinations.at(Signal::logs);
  CHECK(traces.headers.value == "a=traces");
  CHECK(logs.headers.value == "a=all");
  CHECK(traces.timeout == Seconds(2.5));
  CHECK(logs.timeout == Seconds(0.1));
  CHECK_FALSE(traces.gzip);
  CHECK(traces.encoding == Encoding::protobuf);
  CHECK(logs.encoding == Encoding::json);
  CHECK(traces.certificate == "/ca.pem");
  CHECK(logs.certificate.empty());
  CHECK(logs.client_key == "/key.pem");
  CHECK(logs.client_certificate == "/cert.pem");
  CHECK(each.warnings.empty());
}

TEST_CASE("gRPC is not spoken, which is said, with what to do") {
  const Settings each =
      settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"}, {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}});
  CHECK(each.destinations.empty());
  CHECK(
      each.warnings ==
      Lines{
          "OTEL_EXPORTER_OTLP_PROTOCOL: is grpc, which Lifeguard does not speak, so nothing is sent; name the "
          "receiver's OTLP/HTTP port (often 4318) as endpoint in [otlp], with protocol = \"http/protobuf\""});
}

TEST_CASE("odd variables of the app's keep nothing from running, and are told of once") {
  const Settings each = settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"},
                                  {"OTEL_EXPORTER_OTLP_TIMEOUT", "10s"},
                                  {"OTEL_EXPORTER_OTLP_COMPRESSION", "zstd"},
                                  {"OTEL_EXPORTER_OTLP_HEADERS", "token"},
                                  {"OTEL_BSP_SCHEDULE_DELAY", "-1"}});
  CHECK(each.destinations.at(Signal::traces).timeout == Seconds(10));
  CHECK_FALSE(each.destinations.at(Signal::traces).gzip);
  CHECK(each.limits.at(Signal::traces).delay == Seconds(5));
  CHECK(each.warnings ==
        Lines{"OTEL_EXPORTER_OTLP_HEADERS: expected name=value,name=value; the rest is passed over",
              "OTEL_EXPORTER_OTLP_COMPRESSION: is neither gzip nor none; nothing is packed",
              "OTEL_EXPORTER_OTLP_TIMEOUT: is not a number that can be used, and is passed over",
              "OTEL_BSP_SCHEDULE_DELAY: is not a number that can be used, and is passed over"});
  const Settings bare = settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"}});
  CHECK(bare.destinations.empty());
  CHECK(bare.warnings ==
        Lines{"OTEL_EXPORTER_OTLP_ENDPOINT: is not an http:// or https:// URL, so nothing is sent there"});
}

TEST_CASE("OpenTelemetry can be switched off, as a whole and by signal") {
  const Variables on{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"}};
  Variables off = on;
  off["OTEL_SDK_DISABLED"] = "True";
  CHECK(settings(off).destinations.empty());
  CHECK(settings(off).warnings == Lines{"OTEL_SDK_DISABLED: is true, so nothing is sent over OTLP"});
  off = on;
  off["OTEL_TRACES_EXPORTER"] = "none";
  CHECK(url_of(settings(off), Signal::traces) == "nowhere");
  CHECK(url_of(settings(off), Signal::logs) == "http://c/v1/logs");
}

TEST_CASE("the batch processors' variables hold for the queues") {
  const Settings each = settings({{"OTEL_BSP_SCHEDULE_DELAY", "200"},
                                  {"OTEL_BSP_MAX_QUEUE_SIZE", "100"},
                                  {"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "500"},
                                  {"OTEL_METRIC_EXPORT_INTERVAL", "15000"}});
  CHECK(each.limits.at(Signal::traces) == BatchLimits{.queue = 100, .batch = 100, .delay = Seconds(0.2)});
  CHECK(each.limits.at(Signal::logs) == BatchLimits{.queue = 2048, .batch = 512, .delay = Seconds(1)});
  CHECK(each.metrics_interval == Seconds(15));
}

TEST_CASE("the resource is the app's service, this agent of it, and what OTEL_RESOURCE_ATTRIBUTES adds") {
  const Settings each =
      settings({{"OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=prod%20eu,service.name=x"}});
  CHECK(each.service == "checkout");
  CHECK(each.resource ==
        traces::Attributes{{"deployment.environment.name", "prod eu"}, {"service.instance.id", "pod-1"}});
  OtlpConfig config;
  config.environment = {{"OTEL_RESOURCE_ATTRIBUTES", "service.name=x,service.instance.id=7"}};
  const Settings unnamed = settings_from(config, "", "pod-1");
  CHECK(unnamed.service == "x");
  CHECK(unnamed.resource == traces::Attributes{{"service.instance.id", "7"}});
  CHECK(settings_from({}, "", "").service == "lifeguard");
}

TEST_CASE("where a signal goes is said without its path, which may be secret") {
  const Settings each = settings({}, to("https://user:hunter2@c/SECRET"));
  CHECK(in_words(Signal::traces, each.destinations.at(Signal::traces)) ==
        "traces to c:443 (http/protobuf, gzip)");
}
