#pragma once

#include <string_view>
#include <vector>

#include "collectors/postgres/wal/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& wal_metrics();

std::vector<Sample> wal_samples(const WalWritten&);
std::vector<Sample> archiver_samples(const Archiver&);
std::vector<Sample> checkpoint_samples(const Checkpoints&);
/// What never happened has no series.
std::vector<Sample> io_samples(const std::vector<BlockIo>&);

// What the history remembers: counters since we began to look.
inline constexpr std::string_view kWalBytesSeries = "wal_bytes_total";
inline constexpr std::string_view kTimedCheckpointsSeries = "checkpoints_total{reason=\"timed\"}";
inline constexpr std::string_view kRequestedCheckpointsSeries = "checkpoints_total{reason=\"requested\"}";

}  // namespace lifeguard::postgres
