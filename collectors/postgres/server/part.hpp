#pragma once

#include "collectors/postgres/part.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `server`: connection limits and what every database did.
class ServerPart : public PeriodicPart {
 public:
  explicit ServerPart(const PostgresConfig& config)
      : PeriodicPart("server", config.interval, {"limits", "connection_limits", "databases"}) {}

  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
};

}  // namespace lifeguard::postgres
