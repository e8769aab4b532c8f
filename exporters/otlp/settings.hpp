#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "exporters/otlp/signal.hpp"
#include "traces/span.hpp"

namespace lifeguard::otlp {

/// Where one signal goes, and how.
struct Destination {
  Secret base;       // what the address begins with; may carry a token
  std::string path;  // what is put after it: "/v1/traces", or nothing
  Secret headers;    // "name=value,name=value", percent-encoded
  Encoding encoding = Encoding::protobuf;
  bool gzip = true;
  Seconds timeout{10};
  std::string certificate, client_certificate, client_key;  // files
  bool operator==(const Destination&) const = default;

  /// Throws when the file that holds it cannot be read.
  std::string url() const;
};

/// How much waits to be sent, and for how long at most.
struct BatchLimits {
  std::size_t queue = 2048;
  std::size_t batch = 512;
  Seconds delay{5};
  bool operator==(const BatchLimits&) const = default;
};

/// What [otlp] and the environment say together.
struct Settings {
  std::map<Signal, Destination> destinations;  // of the signals that are sent
  std::map<Signal, BatchLimits> limits;
  Seconds metrics_interval{60};
  std::string service;          // service.name of what the agent tells of itself
  traces::Attributes resource;  // what else is known of where it runs, from OTEL_RESOURCE_ATTRIBUTES
  std::vector<std::string> warnings;
};

/// `host` tells apart the agents of one service.
Settings settings_from(const OtlpConfig&, const std::string& service, const std::string& host);

/// Where each signal goes, for the log and for `lifeguard check`: "traces to collector:4318 (http/protobuf,
/// gzip)". Neither paths nor headers: both may hold secrets.
std::string in_words(Signal, const Destination&);

}  // namespace lifeguard::otlp
