#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "exporters/otlp/signal.hpp"

namespace lifeguard::otlp {

/// A variable that is set, and what it says.
struct Said {
  std::string variable, text;
};

/// What OpenTelemetry's variables say. One that makes no sense is warned of and passed over: it is there for
/// the app, and keeps nothing from running.
class Variables {
 public:
  explicit Variables(const std::map<std::string, std::string>& environment) : environment_(environment) {}

  std::optional<Said> find(const std::string& variable) const;
  /// OTEL_EXPORTER_OTLP_TRACES_HEADERS, for the ending "HEADERS", or else OTEL_EXPORTER_OTLP_HEADERS.
  std::optional<Said> find(Signal, std::string_view ending) const;
  /// What that says, or `otherwise`.
  std::string text(Signal, std::string_view ending, const std::string& otherwise) const;
  /// "OTEL_{}_EXPORTER" is OTEL_TRACES_EXPORTER.
  std::optional<Said> find_own(Signal, std::string_view pattern) const;

  std::optional<std::size_t> number(const std::string& variable, long long least);
  /// Of a variable in milliseconds.
  std::optional<Seconds> millis(const std::string& variable, long long least);

  /// Once for each variable, however many signals it is read for.
  void warn(const Said&, std::string_view what);
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  const std::map<std::string, std::string>& environment_;
  std::vector<std::string> warnings_;
};

}  // namespace lifeguard::otlp
