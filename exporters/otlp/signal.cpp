#include "exporters/otlp/signal.hpp"

namespace lifeguard::otlp {

std::string_view name_of(Signal signal) {
  switch (signal) {
    case Signal::traces:
      return "traces";
    case Signal::logs:
      return "logs";
    case Signal::metrics:
      return "metrics";
  }
  return "";
}

}  // namespace lifeguard::otlp
