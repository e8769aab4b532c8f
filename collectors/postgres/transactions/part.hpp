#pragma once

#include "collectors/postgres/part.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `transactions`: what holds vacuum back, what vacuum does, and how many ids are left.
class TransactionsPart : public Part {
 public:
  explicit TransactionsPart(const PostgresConfig& config) : interval_(config.interval) {}

  std::string_view name() const override { return "transactions"; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  std::vector<Sample> samples(const Facts&) const override;

 private:
  Seconds interval_;
};

}  // namespace lifeguard::postgres
