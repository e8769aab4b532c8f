#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/time.hpp"

namespace lifeguard {

/// Since when each cumulative sum counts, where nobody tells: since we first saw it, and after it went back
/// since the look before, as OTLP's data model has it for starts that are not known.
class SinceWhen {
 public:
  /// `grows`: it goes back only when it starts anew.
  TimePoint of(const std::string& series, double value, TimePoint at, bool grows);

  /// Forgets those that were not asked for since the last time.
  void end_round();

 private:
  struct Seen {
    TimePoint since, at;
    double value = 0;
    std::uint64_t round = 0;
  };
  std::map<std::string, Seen> seen_;
  std::uint64_t round_ = 0;
};

}  // namespace lifeguard
