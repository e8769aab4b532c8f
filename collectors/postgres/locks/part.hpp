#pragma once

#include "collectors/postgres/part.hpp"

namespace lifeguard::postgres {

/// Part `locks`: who waits for whom. Asked only in the tick after one in which somebody waited, or lingered in
/// a transaction.
class LocksPart : public Part {
 public:
  std::string_view name() const override { return "locks"; }
  Seconds interval() const override { return Seconds(0); }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void observe(Facts&) override;
  void reconnected() override { look_ = true; }

 private:
  bool look_ = true;
};

}  // namespace lifeguard::postgres
