#pragma once

#include <deque>
#include <map>
#include <string>

#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

/// What one look alone does not show: which collections were there before and with which parameters, whether
/// all that is expected ever was there, and how long the last probes took. Pure but for itself; lost with the
/// process.
class Memory {
 public:
  static constexpr std::size_t kMostProbes = 3, kMostCollections = 1000;
  /// One that nobody expects and that went is forgotten after this time, as is a change.
  static constexpr Seconds kRemembered{3600};

  /// Takes in what was seen, and adds what is remembered.
  void take(Facts&);

 private:
  void take(const Collection&, TimePoint);
  void forget(const Facts&);
  void take(const ProbeTime&);

  std::map<std::string, Remembered> collections_;
  std::map<std::string, Change> changes_;
  std::map<std::string, std::deque<ProbeTime>> probes_;
  std::optional<TimePoint> complete_since_;
};

}  // namespace lifeguard::vector_store
