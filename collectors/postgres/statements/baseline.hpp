#pragma once

#include <map>
#include <optional>

#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {

using WorkByStatement = std::map<StatementId, StatementCounters>;

/// What every statement took of late: a window weighs 1/e after an hour. Two numbers a statement, for all of
/// them, since the one that gets slow is seldom one that was followed before. A reset or an eviction leaves it.
class Baselines {
 public:
  /// nullopt when the statement has hardly run.
  std::optional<StatementBaseline> of(StatementId) const;
  void add(const WorkByStatement& window, Seconds length);

  std::size_t size() const { return recent_.size(); }

 private:
  struct Recent {
    float calls = 0, seconds = 0;
    void take(float more_calls, float more_seconds);
  };
  std::map<StatementId, Recent> recent_;
};

}  // namespace lifeguard::postgres
