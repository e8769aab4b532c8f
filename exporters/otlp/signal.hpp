#pragma once

#include <array>
#include <string_view>

namespace lifeguard::otlp {

/// Each has an address, a queue and a loop of its own, so that none holds up another.
enum class Signal { traces, logs, metrics };

inline constexpr std::array kSignals{Signal::traces, Signal::logs, Signal::metrics};

/// "traces"; also the end of its path, "/v1/traces".
std::string_view name_of(Signal);

enum class Encoding { protobuf, json };

}  // namespace lifeguard::otlp
