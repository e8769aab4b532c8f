#pragma once

#include "collectors/postgres/activity/database_names.hpp"
#include "collectors/postgres/activity/idle_sessions.hpp"
#include "collectors/postgres/part.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `activity`: who is connected and what they wait for.
class ActivityPart : public Part {
 public:
  explicit ActivityPart(const PostgresConfig&);

  std::string_view name() const override { return "activity"; }
  Seconds interval() const override { return Seconds(0); }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void reconnected() override;

 private:
  sql::Exposure exposure_;
  IdleSessions idle_;
  DatabaseNames databases_;
  int looks_ = 0;  // since every session was asked for
};

}  // namespace lifeguard::postgres
