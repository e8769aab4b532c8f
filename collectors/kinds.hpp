#pragma once

#include <memory>
#include <vector>

#include "agent/io/resolver.hpp"
#include "collectors/collector.hpp"
#include "config/config.hpp"

namespace lifeguard {

/// A collector for every target of the config. The one list of kinds.
std::vector<std::unique_ptr<Collector>> make_collectors(const Config&, Resolver&);

/// The metrics of every kind, for the catalogue.
std::vector<const MetricDef*> collector_metrics();

}  // namespace lifeguard
