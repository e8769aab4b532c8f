#pragma once

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

}  // namespace lifeguard::postgres
