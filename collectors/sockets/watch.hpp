#pragma once

#include <memory>

#include "collectors/sockets/facts.hpp"

namespace lifeguard {

/// The last look at the sockets, and one that is some seconds older: what is missing in both was not merely
/// between closing and opening.
class SocketWatch {
 public:
  static constexpr Seconds kApart{5};

  void look(Sockets);
  const std::shared_ptr<const Sockets>& latest() const { return latest_; }
  /// At least kApart before the latest; null while there is none.
  const std::shared_ptr<const Sockets>& before() const { return before_; }

 private:
  std::shared_ptr<const Sockets> latest_, before_, next_before_;
};

}  // namespace lifeguard
