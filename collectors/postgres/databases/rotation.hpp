#pragma once

#include <string>
#include <vector>

namespace lifeguard::postgres {

/// Which databases a round goes to: its own first, then the others by name from where the last round ended.
class Rotation {
 public:
  static constexpr std::size_t kMostPerRound = 100;

  /// `all` in order of name, `own` perhaps among them.
  std::vector<std::string> next(const std::string& own, const std::vector<std::string>& all);

 private:
  std::string last_;
};

}  // namespace lifeguard::postgres
