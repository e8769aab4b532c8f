#include "collectors/postgres/waits/history.hpp"

#include <algorithm>
#include <unordered_set>

namespace lifeguard::postgres {
namespace {

constexpr std::size_t kMostRunningCells = 5 * WaitHistory::kMostCells;

TimePoint minute_of(TimePoint at) {
  return std::chrono::floor<std::chrono::minutes>(at);
}

void keep_largest(WaitMinute& minute, std::size_t most) {
  std::sort(minute.cells.begin(), minute.cells.end(),
            [](const auto& a, const auto& b) { return a.seconds > b.seconds; });
  while (minute.cells.size() > most) {
    minute.other_seconds += minute.cells.back().seconds;
    minute.cells.pop_back();
  }
  minute.cells.shrink_to_fit();
}

}  // namespace

void WaitHistory::record(const Snapshot& snapshot) {
  if (snapshot.kind != "postgres") return;
  Target& target = targets_[snapshot.target];
  const TimePoint minute = minute_of(snapshot.taken);
  if (target.running.start < minute) target.begin_minute(minute);
  const auto* facts = std::get_if<Facts>(&snapshot.facts);
  if (facts && facts->waits) target.add(*facts->waits);
}

std::vector<WaitMinute> WaitHistory::of(std::string_view name) const {
  const auto found = targets_.find(name);
  if (found == targets_.end()) return {};
  const Target& target = found->second;
  std::vector<WaitMinute> minutes(target.ended.begin(), target.ended.end());
  minutes.push_back(target.so_far(kMostCells));
  return minutes;
}

void WaitHistory::Target::begin_minute(TimePoint start) {
  if (running.start != TimePoint{}) ended.push_back(so_far(kMostCells));
  while (!ended.empty() && ended.front().start + kMinutes * std::chrono::minutes(1) <= start) ended.pop_front();
  cells.clear();
  running = {};
  running.start = start;
  bound();
}

void WaitHistory::Target::add(const Waits& waits) {
  running.observed += waits.span;
  running.most_hidden_sessions = std::max(running.most_hidden_sessions, waits.hidden_sessions);
  for (const ActiveSession& session : waits.sessions) {
    cells[&*known.insert(session).first] += waits.span.count();
  }
  if (cells.size() <= kMostRunningCells) return;
  WaitMinute largest = so_far(kMostRunningCells / 2);
  cells.clear();
  for (const auto& [at, seconds] : largest.cells) cells.emplace(at, seconds);
  running.other_seconds = largest.other_seconds;
  forget_unused();
}

WaitMinute WaitHistory::Target::so_far(std::size_t most_cells) const {
  WaitMinute minute = running;
  for (const auto& [at, seconds] : cells) minute.cells.push_back({at, seconds});
  keep_largest(minute, most_cells);
  return minute;
}

void WaitHistory::Target::bound() {
  forget_unused();
  for (WaitMinute& oldest : ended) {
    if (known.size() <= kMostDifferent) break;
    keep_largest(oldest, kFewCells);
    forget_unused();
  }
}

void WaitHistory::Target::forget_unused() {
  std::unordered_set<const ActiveSession*> used;
  for (const WaitMinute& minute : ended) {
    for (const WaitMinute::Cell& cell : minute.cells) used.insert(cell.at);
  }
  for (const auto& [at, seconds] : cells) used.insert(at);
  std::erase_if(known, [&](const ActiveSession& session) { return !used.contains(&session); });
}

}  // namespace lifeguard::postgres
