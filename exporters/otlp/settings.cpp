#include "exporters/otlp/settings.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "agent/io/http.hpp"
#include "exporters/otlp/pairs.hpp"

namespace lifeguard::otlp {
namespace {

std::string upper(std::string_view text) {
  std::string raised(text);
  for (char& c : raised) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  }
  return raised;
}

bool is_http(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

/// A variable that holds, and what it says.
struct Said {
  std::string variable, text;
};

class Reading {
 public:
  Reading(const OtlpConfig& config, Settings& settings) : config_(config), settings_(settings) {}

  void destination(Signal);
  void limits(Signal, const std::string& prefix, BatchLimits);
  void resource(const std::string& service, const std::string& host);
  bool is_disabled();
  std::optional<Seconds> millis(const std::string& variable, long long least);  // of a variable in milliseconds

 private:
  std::optional<Said> find(const std::string& variable) const {
    const auto found = config_.environment.find(variable);
    if (found == config_.environment.end()) return std::nullopt;
    return Said{variable, found->second};
  }

  /// What is said of this signal comes before what is said of all.
  std::optional<Said> find(Signal signal, std::string_view ending) const {
    const auto own = find(fmt::format("OTEL_EXPORTER_OTLP_{}_{}", upper(name_of(signal)), ending));
    return own ? own : find(fmt::format("OTEL_EXPORTER_OTLP_{}", ending));
  }

  std::string text(Signal signal, std::string_view ending, const std::string& otherwise) const {
    const auto said = find(signal, ending);
    return said ? said->text : otherwise;
  }

  std::optional<long long> number(const std::string& variable, long long least);
  void warn(const Said& said, std::string_view what) {
    const std::string warning = fmt::format("{}: {}", said.variable, what);
    auto& all = settings_.warnings;
    if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(warning);
  }

  bool is_wanted(Signal) const;
  bool address(Signal, Destination&);
  bool encoding(Signal, Destination&);

  const OtlpConfig& config_;
  Settings& settings_;
};

std::optional<long long> Reading::number(const std::string& variable, long long least) {
  const auto said = find(variable);
  if (!said) return std::nullopt;
  long long count = 0;
  const char* end = said->text.data() + said->text.size();
  const auto [rest, error] = std::from_chars(said->text.data(), end, count);
  if (error == std::errc{} && rest == end && count >= least && count <= 86'400'000) return count;
  warn(*said, "is not a number that can be used, and is passed over");
  return std::nullopt;
}

std::optional<Seconds> Reading::millis(const std::string& variable, long long least) {
  const auto count = number(variable, least);
  return count ? std::optional(Seconds(static_cast<double>(*count) / 1000)) : std::nullopt;
}

bool Reading::is_disabled() {
  const auto said = find("OTEL_SDK_DISABLED");
  if (!said || upper(said->text) != "TRUE") return false;
  const bool any = !config_.endpoint.empty() || find("OTEL_EXPORTER_OTLP_ENDPOINT");
  if (any) warn(*said, "is true, so nothing is sent over OTLP");
  return true;
}

bool Reading::is_wanted(Signal signal) const {
  const bool by_file = signal == Signal::traces ? config_.traces || config_.own_traces
                       : signal == Signal::logs ? config_.logs
                                                : config_.metrics;
  const auto exporter = find("OTEL_" + upper(name_of(signal)) + "_EXPORTER");
  return by_file && !(exporter && exporter->text == "none");
}

/// The most particular one that is given; false when there is none.
bool Reading::address(Signal signal, Destination& to) {
  const std::string& own = signal == Signal::traces ? config_.traces_endpoint
                           : signal == Signal::logs ? config_.logs_endpoint
                                                    : config_.metrics_endpoint;
  const auto own_said = find(fmt::format("OTEL_EXPORTER_OTLP_{}_ENDPOINT", upper(name_of(signal))));
  const auto said = own_said ? own_said : find("OTEL_EXPORTER_OTLP_ENDPOINT");
  if (!own.empty() || own_said) {
    to.base.value = own.empty() ? own_said->text : own;
  } else {
    to.base = config_.endpoint;
    if (said && to.base.empty()) to.base.value = said->text;
    to.path = fmt::format("v1/{}", name_of(signal));
  }
  if (to.base.empty()) return false;
  if (to.base.file.empty() && said && to.base.value == said->text && !is_http(said->text)) {
    warn(*said, "is not an http:// or https:// URL, so nothing is sent there");
    return false;
  }
  return true;
}

bool Reading::encoding(Signal signal, Destination& to) {
  const auto said = find(signal, "PROTOCOL");
  const std::string protocol = said ? said->text : config_.protocol;
  if (protocol == "grpc") {
    warn(*said,
         "is grpc, which Lifeguard does not speak, so nothing is sent; name the receiver's OTLP/HTTP port "
         "(often 4318) as endpoint in [otlp], with protocol = \"http/protobuf\"");
    return false;
  }
  to.encoding = protocol == "http/json" ? Encoding::json : Encoding::protobuf;
  if (said && protocol != "http/json" && protocol != "http/protobuf")
    warn(*said, "is no protocol of OTLP; http/protobuf is sent");
  return true;
}

void Reading::destination(Signal signal) {
  Destination to;
  if (!is_wanted(signal) || !address(signal, to) || !encoding(signal, to)) return;
  to.headers = config_.headers;
  if (const auto said = find(signal, "HEADERS")) {
    to.headers = Secret{said->text, ""};
    if (!are_pairs(said->text)) warn(*said, "expected name=value,name=value; the rest is passed over");
  }
  const auto compression = find(signal, "COMPRESSION");
  to.gzip = (compression ? compression->text : config_.compression) == "gzip";
  if (compression && !to.gzip && compression->text != "none")
    warn(*compression, "is neither gzip nor none; nothing is packed");
  to.timeout = config_.timeout;
  if (const auto said = find(signal, "TIMEOUT")) to.timeout = millis(said->variable, 1).value_or(to.timeout);
  to.certificate = text(signal, "CERTIFICATE", config_.certificate);
  to.client_certificate = text(signal, "CLIENT_CERTIFICATE", config_.client_certificate);
  to.client_key = text(signal, "CLIENT_KEY", config_.client_key);
  settings_.destinations[signal] = std::move(to);
}

void Reading::limits(Signal signal, const std::string& prefix, BatchLimits limits) {
  limits.queue = static_cast<std::size_t>(config_.queue);
  if (const auto size = number(prefix + "MAX_QUEUE_SIZE", 1)) limits.queue = static_cast<std::size_t>(*size);
  if (const auto size = number(prefix + "MAX_EXPORT_BATCH_SIZE", 1))
    limits.batch = static_cast<std::size_t>(*size);
  if (const auto delay = millis(prefix + "SCHEDULE_DELAY", 0)) limits.delay = *delay;
  limits.batch = std::min(limits.batch, limits.queue);
  settings_.limits[signal] = limits;
}

void Reading::resource(const std::string& service, const std::string& host) {
  std::string named;
  bool has_instance = false;
  if (const auto said = find("OTEL_RESOURCE_ATTRIBUTES")) {
    if (!are_pairs(said->text)) warn(*said, "expected name=value,name=value; the rest is passed over");
    for (auto& [key, value] : pairs_from(said->text)) {
      if (key == "service.name") {
        named = value;
        continue;
      }
      has_instance = has_instance || key == "service.instance.id";
      settings_.resource.push_back({key, value});
    }
  }
  settings_.service = !service.empty() ? service : !named.empty() ? named : "lifeguard";
  if (!has_instance && !host.empty()) settings_.resource.push_back({"service.instance.id", host});
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
  Reading reading(config, settings);
  if (!reading.is_disabled()) {
    for (const Signal signal : kSignals) reading.destination(signal);
  }
  // The delays are OpenTelemetry's. Metrics come all at once, and wait for nothing.
  reading.limits(Signal::traces, "OTEL_BSP_", {.delay = Seconds(5)});
  reading.limits(Signal::logs, "OTEL_BLRP_", {.delay = Seconds(1)});
  settings.limits[Signal::metrics] = {.queue = 10'000, .delay = Seconds(0)};
  settings.metrics_interval = config.metrics_interval;
  if (const auto said = config.environment.find("OTEL_METRIC_EXPORT_INTERVAL");
      said != config.environment.end())
    settings.metrics_interval = reading.millis(said->first, 1).value_or(settings.metrics_interval);
  reading.resource(service, host);
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
