#pragma once

#include <string>

#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

/// Tells whether what is remembered is of this cluster: behind a new connection may be another one. A standby
/// that was promoted is the same one.
class ClusterWatch {
 public:
  void reconnected() { doubtful_ = true; }

  /// True when it is another cluster than the time before, or when that cannot be told.
  bool changed(const Identity& identity) {
    const std::string& id = identity.system_identifier;
    const bool changed = doubtful_ && (id.empty() || id != cluster_);
    doubtful_ = false;
    cluster_ = id;
    return changed;
  }

 private:
  std::string cluster_;
  bool doubtful_ = true;
};

}  // namespace lifeguard::postgres
