#pragma once

#include <vector>

namespace lifeguard {

/// Median of the slopes between all pairs of equally spaced values, per step: a few outliers do not move it.
/// (Theil 1950, Sen 1968.) Zero for fewer than two values.
double theil_sen_slope(const std::vector<double>& values);

/// One-sided p-value that so many values rise in order by chance: Mann-Kendall, normal approximation with
/// correction for ties and continuity. 1 for fewer than four values.
double mann_kendall_rising_p(const std::vector<double>& values);

/// How much of the values' spread the Theil-Sen line explains: 1 - sum|residual| / sum|value - median|; 0 for
/// no spread, negative for a line worse than none.
double explained_by_line(const std::vector<double>& values);

}  // namespace lifeguard
