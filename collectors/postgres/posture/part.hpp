#pragma once

#include <optional>

#include "collectors/postgres/part.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `posture`: settings, roles and access rules. What only superusers may read is asked only when it has
/// been granted, which is found out first: nothing is asked that would fail in the server's log.
class PosturePart : public PeriodicPart {
 public:
  explicit PosturePart(const PostgresConfig& config)
      : PeriodicPart("posture", config.databases_interval,
                     {"posture_rights", "posture_settings", "application_roles", "role_timeouts",
                      "cleartext_sessions"}) {}

  Seconds interval() const override { return rights_ ? PeriodicPart::interval() : Seconds(0); }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void reconnected() override { rights_.reset(); }

 private:
  struct Rights {
    bool hba_rules = false, password_hashes = false;
  };

  std::optional<Rights> rights_;
};

}  // namespace lifeguard::postgres
