#pragma once

#include <string_view>

namespace lifeguard::postgres {

// What the history remembers of WAL: counters since we began to look, whatever the server reset in between.
inline constexpr std::string_view kWalBytesSeries = "wal_bytes_total";
inline constexpr std::string_view kTimedCheckpointsSeries = "checkpoints_total{reason=\"timed\"}";
inline constexpr std::string_view kRequestedCheckpointsSeries = "checkpoints_total{reason=\"requested\"}";

}  // namespace lifeguard::postgres
