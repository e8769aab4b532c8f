#include "collectors/trend.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace lifeguard {
namespace {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace

double theil_sen_slope(const std::vector<double>& values) {
  std::vector<double> slopes;
  slopes.reserve(values.size() * values.size() / 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
    }
  }
  return median(std::move(slopes));
}

double mann_kendall_rising_p(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  if (values.size() < 4) return 1;
  double s = 0;
  std::map<double, double> ties;
  for (std::size_t i = 0; i < values.size(); ++i) {
    ++ties[values[i]];
    for (std::size_t j = i + 1; j < values.size(); ++j) s += (values[j] > values[i]) - (values[j] < values[i]);
  }
  double variance = n * (n - 1) * (2 * n + 5);
  for (const auto& [value, t] : ties) variance -= t * (t - 1) * (2 * t + 5);
  variance /= 18;
  if (variance <= 0 || s <= 0) return 1;
  return 0.5 * std::erfc((s - 1) / std::sqrt(variance) / std::sqrt(2.0));
}

double explained_by_line(const std::vector<double>& values) {
  const double slope = theil_sen_slope(values), middle = median(values);
  std::vector<double> intercepts;
  for (std::size_t i = 0; i < values.size(); ++i)
    intercepts.push_back(values[i] - slope * static_cast<double>(i));
  const double intercept = median(intercepts);
  double residual = 0, spread = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    residual += std::abs(intercepts[i] - intercept);
    spread += std::abs(values[i] - middle);
  }
  return spread > 0 ? 1 - residual / spread : 0;
}

}  // namespace lifeguard
