#pragma once

#include <map>
#include <vector>

#include "collectors/postgres/statements/baseline.hpp"

namespace lifeguard::postgres {

/// Statements by what they cost: those with the most time first; the ten that run most often count among the
/// first fifty whatever their time, for a loop of cheap statements costs in round trips.
std::vector<StatementId> ranking(const WorkByStatement&);

/// The statements that have series of their own. One enters when it ranks among the first kEnter, and leaves
/// only when it was beyond kLeave for kPatience windows, or when there is no room: series do not churn.
class ShownSet {
 public:
  static constexpr std::size_t kEnter = 50, kLeave = 100, kMost = 80;
  static constexpr int kPatience = 5;

  /// Takes up the ranking of one window.
  void update(const std::vector<StatementId>& ranked);
  bool contains(StatementId id) const { return members_.contains(id); }
  std::vector<StatementId> members() const;

 private:
  struct Place {
    std::size_t rank = 0;
    int windows_beyond = 0;
  };
  void make_room();
  std::map<StatementId, Place> members_;
};

}  // namespace lifeguard::postgres
