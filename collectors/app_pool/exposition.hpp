#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lifeguard::app_pool {

/// One line of a Prometheus text page.
struct Line {
  std::string metric;
  std::vector<std::pair<std::string, std::string>> labels;  // sorted by name
  double value = 0;

  std::string_view label(std::string_view name) const;  // "" when it has none
};

/// Something odd about lines of a page: how many, and the first of them.
struct Oddity {
  std::size_t times = 0;
  std::string first;
};

struct Exposition {
  std::vector<Line> lines;
  Oddity unreadable, repeated, not_numbers;
};

/// What a page of metrics cannot be: HTML, binary, empty.
class NotMetrics : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The lines of a Prometheus (0.0.4) or OpenMetrics page whose metric is `wanted`. Of a series that is there
/// twice the last one counts; values that are not numbers (NaN) are left out; a line that cannot be read, such
/// as the cut last one of a page, is left out. Throws NotMetrics when there is no line of metrics at all.
Exposition read_exposition(std::string_view text, const std::function<bool(std::string_view metric)>& wanted);

}  // namespace lifeguard::app_pool
