#pragma once

#include "collectors/postgres/part.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `server`: connection limits and what every database did.
class ServerPart : public Part {
 public:
  explicit ServerPart(const PostgresConfig& config) : interval_(config.interval) {}

  std::string_view name() const override { return "server"; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;

 private:
  Seconds interval_;
};

}  // namespace lifeguard::postgres
