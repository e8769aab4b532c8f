#pragma once

#include <optional>

#include "collectors/postgres/part.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `posture`: settings, roles and access rules. What only superusers may read is asked only when it has
/// been granted, which is found out first: nothing is asked that would fail in the server's log.
class PosturePart : public Part {
 public:
  explicit PosturePart(const PostgresConfig& config) : interval_(config.databases_interval) {}

  std::string_view name() const override { return "posture"; }
  Seconds interval() const override { return rights_ ? interval_ : Seconds(0); }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void reconnected() override { rights_.reset(); }

 private:
  struct Rights {
    bool hba_rules = false, password_hashes = false;
  };

  Seconds interval_;
  std::optional<Rights> rights_;
};

}  // namespace lifeguard::postgres
