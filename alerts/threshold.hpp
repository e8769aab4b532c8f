#pragma once

#include <optional>

#include "alerts/finding.hpp"
#include "config/config.hpp"

namespace lifeguard {

/// nullopt below `clear`; Severity::none from there to `warning`: not worth an alert, but one that is open
/// stays.
template <class T>
std::optional<Severity> judge(const T& value, const Thresholds<T>& thresholds) {
  if (value >= thresholds.critical) return Severity::critical;
  if (value >= thresholds.warning) return Severity::warning;
  if (value >= thresholds.clear) return Severity::none;
  return std::nullopt;
}

/// The same where less is worse.
template <class T>
std::optional<Severity> judge(const T& value, const Floors<T>& floors) {
  if (value <= floors.critical) return Severity::critical;
  if (value <= floors.warning) return Severity::warning;
  if (value <= floors.clear) return Severity::none;
  return std::nullopt;
}

}  // namespace lifeguard
