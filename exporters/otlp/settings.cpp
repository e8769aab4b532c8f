#include "exporters/otlp/settings.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <optional>

#include "agent/io/http.hpp"
#include "exporters/otlp/pairs.hpp"
#include "exporters/otlp/variables.hpp"

namespace lifeguard::otlp {
namespace {

constexpr const char* kNoPairs = "expected name=value,name=value; the rest is passed over";

bool is_http(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

bool is_off(const OtlpConfig& config, Variables& variables) {
  const auto said = variables.find("OTEL_SDK_DISABLED");
  if (!said || (said->text != "true" && said->text != "True" && said->text != "TRUE")) return false;
  const bool would_be_on = !config.endpoint.empty() || variables.find("OTEL_EXPORTER_OTLP_ENDPOINT");
  if (would_be_on) variables.warn(*said, "is true, so nothing is sent over OTLP");
  return true;
}

bool is_wanted(Signal signal, const OtlpConfig& config, const Variables& variables) {
  const bool by_config = signal == Signal::traces ? config.traces || config.own_traces
                         : signal == Signal::logs ? config.logs
                                                  : config.metrics;
  const auto exporter = variables.find_own(signal, "OTEL_{}_EXPORTER");
  return by_config && !(exporter && exporter->text == "none");
}

const std::string& own_endpoint(Signal signal, const OtlpConfig& config) {
  return signal == Signal::traces ? config.traces_endpoint
         : signal == Signal::logs ? config.logs_endpoint
                                  : config.metrics_endpoint;
}

/// Fills in the most particular address that is given; false when there is none that can be used.
bool take_address(Destination& to, Signal signal, const OtlpConfig& config, Variables& variables) {
  const std::string& own = own_endpoint(signal, config);
  std::optional<Said> said = variables.find_own(signal, "OTEL_EXPORTER_OTLP_{}_ENDPOINT");
  if (!own.empty()) {
    to.base.value = own;
    return true;
  }
  if (!said) {
    to.path = fmt::format("v1/{}", name_of(signal));
    to.base = config.endpoint;
    if (!to.base.empty()) return true;
    said = variables.find("OTEL_EXPORTER_OTLP_ENDPOINT");
  }
  if (!said) return false;
  to.base.value = said->text;
  if (is_http(said->text)) return true;
  variables.warn(*said, "is not an http:// or https:// URL, so nothing is sent there");
  return false;
}

/// False when it is to be sent in a way that is not known here.
bool take_protocol(Destination& to, Signal signal, const OtlpConfig& config, Variables& variables) {
  const auto said = variables.find(signal, "PROTOCOL");
  const std::string protocol = said ? said->text : config.protocol;
  to.encoding = protocol == "http/json" ? Encoding::json : Encoding::protobuf;
  if (protocol == "http/json" || protocol == "http/protobuf") return true;
  if (protocol != "grpc") {
    variables.warn(*said, "is no protocol of OTLP; http/protobuf is sent");
    return true;
  }
  variables.warn(
      *said,
      "is grpc, which Lifeguard does not speak, so nothing is sent; name the receiver's OTLP/HTTP port "
      "(often 4318) as endpoint in [otlp], with protocol = \"http/protobuf\"");
  return false;
}

std::optional<Destination> destination(Signal signal, const OtlpConfig& config, Variables& variables) {
  Destination to;
  if (!is_wanted(signal, config, variables) || !take_address(to, signal, config, variables))
    return std::nullopt;
  if (!take_protocol(to, signal, config, variables)) return std::nullopt;
  to.headers = config.headers;
  if (const auto said = variables.find(signal, "HEADERS")) {
    to.headers = Secret{said->text, ""};
    if (!are_pairs(said->text)) variables.warn(*said, kNoPairs);
  }
  const auto compression = variables.find(signal, "COMPRESSION");
  to.gzip = (compression ? compression->text : config.compression) == "gzip";
  if (compression && !to.gzip && compression->text != "none")
    variables.warn(*compression, "is neither gzip nor none; nothing is packed");
  to.timeout = config.timeout;
  if (const auto said = variables.find(signal, "TIMEOUT"))
    to.timeout = variables.millis(said->variable, 1).value_or(to.timeout);
  to.certificate = variables.text(signal, "CERTIFICATE", config.certificate);
  to.client_certificate = variables.text(signal, "CLIENT_CERTIFICATE", config.client_certificate);
  to.client_key = variables.text(signal, "CLIENT_KEY", config.client_key);
  return to;
}

/// `prefix` is that of the batch processor of OpenTelemetry, whose delay is the default.
BatchLimits limits_of(const std::string& prefix, Seconds delay, const OtlpConfig& config,
                      Variables& variables) {
  BatchLimits limits;
  limits.queue =
      variables.number(prefix + "MAX_QUEUE_SIZE", 1).value_or(static_cast<std::size_t>(config.queue));
  limits.batch = variables.number(prefix + "MAX_EXPORT_BATCH_SIZE", 1).value_or(limits.batch);
  limits.batch = std::min(limits.batch, limits.queue);
  limits.delay = variables.millis(prefix + "SCHEDULE_DELAY", 0).value_or(delay);
  return limits;
}

void take_resource(Settings& settings, const std::string& service, const std::string& host,
                   Variables& variables) {
  std::string named;
  bool has_instance = false;
  if (const auto said = variables.find("OTEL_RESOURCE_ATTRIBUTES")) {
    if (!are_pairs(said->text)) variables.warn(*said, kNoPairs);
    for (const auto& [key, value] : pairs_from(said->text)) {
      has_instance = has_instance || key == "service.instance.id";
      if (key == "service.name") {
        named = value;
      } else {
        settings.resource.push_back({key, value});
      }
    }
  }
  settings.service = !service.empty() ? service : !named.empty() ? named : "lifeguard";
  if (!has_instance && !host.empty()) settings.resource.push_back({"service.instance.id", host});
}

}  // namespace

std::string Destination::url() const {
  std::string url = base.read();
  if (path.empty()) return url;
  if (!url.ends_with('/')) url += '/';
  return url + path;
}

Settings settings_from(const OtlpConfig& config, const std::string& service, const std::string& host) {
  Settings settings;
  Variables variables(config.environment);
  if (!is_off(config, variables)) {
    for (const Signal signal : kSignals) {
      if (auto to = destination(signal, config, variables)) settings.destinations[signal] = std::move(*to);
    }
  }
  settings.limits[Signal::traces] = limits_of("OTEL_BSP_", Seconds(5), config, variables);
  settings.limits[Signal::logs] = limits_of("OTEL_BLRP_", Seconds(1), config, variables);
  // Metrics come all at once, and wait for nothing.
  settings.limits[Signal::metrics] = {.queue = 10'000, .delay = Seconds(0)};
  settings.metrics_interval =
      variables.millis("OTEL_METRIC_EXPORT_INTERVAL", 1).value_or(config.metrics_interval);
  take_resource(settings, service, host, variables);
  settings.warnings = variables.warnings();
  return settings;
}

std::string in_words(Signal signal, const Destination& to) {
  std::string where = "an address that cannot be read";
  try {
    where = endpoint_of(to.url());
  } catch (const std::exception&) {
  }
  return fmt::format("{} to {} ({}, {})", name_of(signal), where,
                     to.encoding == Encoding::json ? "http/json" : "http/protobuf",
                     to.gzip ? "gzip" : "not packed");
}

}  // namespace lifeguard::otlp
