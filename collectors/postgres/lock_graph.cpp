#include "collectors/postgres/lock_graph.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_map>

namespace lifeguard::postgres {
namespace {

// In order of strength. Bit i of kConflicts[m]: mode m cannot be held while another holds mode i.
constexpr std::array<std::string_view, 8> kModes{
    "AccessShareLock", "RowShareLock",          "RowExclusiveLock", "ShareUpdateExclusiveLock",
    "ShareLock",       "ShareRowExclusiveLock", "ExclusiveLock",    "AccessExclusiveLock"};
constexpr std::array<unsigned, 8> kConflicts{0b10000000, 0b11000000, 0b11110000, 0b11111000,
                                             0b11101100, 0b11111100, 0b11111110, 0b11111111};

std::size_t index_of(std::string_view mode) {
  return static_cast<std::size_t>(std::find(kModes.begin(), kModes.end(), mode) - kModes.begin());
}

int group_of(int pid, const std::map<int, int>& leader_of) {
  const auto leader = leader_of.find(pid);
  return leader == leader_of.end() ? pid : leader->second;
}

bool queued_before(const LockRow& one, const LockRow& other) {
  return one.waiting_since && other.waiting_since && *one.waiting_since < *other.waiting_since;
}

}  // namespace

bool conflicts(std::string_view one, std::string_view other) {
  const std::size_t a = index_of(one), b = index_of(other);
  // SIReadLock and modes of versions to come block nobody as far as we know.
  return a < kModes.size() && b < kModes.size() && (kConflicts[a] >> b & 1U) != 0;
}

Locks lock_graph(const std::vector<LockRow>& rows, const std::map<int, int>& leader_of) {
  std::unordered_map<std::string_view, std::vector<const LockRow*>> by_object;
  std::set<int> advisory;
  for (const LockRow& row : rows) {
    by_object[row.object].push_back(&row);
    if (row.advisory && row.granted) advisory.insert(row.pid);
  }

  Locks locks;
  locks.advisory_holders.assign(advisory.begin(), advisory.end());
  for (const LockRow& waiter : rows) {
    if (waiter.granted) continue;
    const int waiting = group_of(waiter.pid, leader_of);
    std::set<int> blockers;
    for (const LockRow* other : by_object[waiter.object]) {
      const int holder = group_of(other->pid, leader_of);
      const bool ahead = other->granted || queued_before(*other, waiter);
      if (ahead && holder != waiting && conflicts(waiter.mode, other->mode)) blockers.insert(holder);
    }
    locks.waits.push_back(
        {waiting, waiter.mode, waiter.object, waiter.waiting_since, {blockers.begin(), blockers.end()}});
  }
  return locks;
}

}  // namespace lifeguard::postgres
