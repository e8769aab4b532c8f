#pragma once

#include <deque>
#include <optional>

#include "base/time.hpp"
#include "collectors/history.hpp"

namespace lifeguard {

/// When a series that rises will reach `limit`, from its last ten minutes: Theil-Sen slope, and only when it
/// rises beyond chance (Mann-Kendall p < 0.01) and the line explains at least half of the spread. nullopt: no
/// forecast.
std::optional<Seconds> time_until(const std::deque<HistoryStep>& steps, double limit, TimePoint now);

/// When a pool of the snapshot will be full.
std::optional<Seconds> time_until_full(const Pool&, const Snapshot&, const History&);

/// `lifeguard_pool_exhaustion_seconds` of every pool in the snapshot whose limit and used connections are
/// known: +Inf where nothing rises.
void add_forecasts(Snapshot&, const History&);

const MetricDef& pool_exhaustion_metric();

}  // namespace lifeguard
