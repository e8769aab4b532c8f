#pragma once

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

 private:
  sql::Exposure exposure_;
};

}  // namespace lifeguard::postgres
