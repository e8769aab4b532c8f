#include "exporters/otlp/encode.hpp"

#include "exporters/otlp/json.hpp"
#include "exporters/otlp/messages.hpp"
#include "exporters/otlp/protobuf.hpp"

namespace lifeguard::otlp {
namespace {

/// A message made by `put`, which is given the writer.
template <class Put>
std::string message(Encoding encoding, const Put& put) {
  std::string text;
  if (encoding == Encoding::json) {
    JsonWriter writer(text);
    put(writer);
  } else {
    ProtobufWriter writer(text);
    put(writer);
  }
  return text;
}

EnvelopeNames names_of(Signal signal) {
  switch (signal) {
    case Signal::traces:
      return {"resourceSpans", "scopeSpans", "spans"};
    case Signal::logs:
      return {"resourceLogs", "scopeLogs", "logRecords"};
    case Signal::metrics:
      return {"resourceMetrics", "scopeMetrics", "metrics"};
  }
  return {};
}

}  // namespace

std::string encode(Encoding encoding, const traces::Span& span) {
  return message(encoding, [&](auto& writer) { write(writer, span); });
}

std::string encode(Encoding encoding, const traces::LogRecord& record) {
  return message(encoding, [&](auto& writer) { write(writer, record); });
}

std::string encode(Encoding encoding, const Metric& metric) {
  return message(encoding, [&](auto& writer) { write(writer, metric); });
}

std::string envelope(Encoding encoding, Signal signal, const std::vector<ResourcePart>& parts) {
  return message(encoding,
                 [&](auto& writer) { write_envelope(writer, names_of(signal), LIFEGUARD_VERSION, parts); });
}

std::string_view content_type(Encoding encoding) {
  return encoding == Encoding::json ? "application/json" : "application/x-protobuf";
}

}  // namespace lifeguard::otlp
