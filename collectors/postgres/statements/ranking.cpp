#include "collectors/postgres/statements/ranking.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

constexpr std::size_t kOften = 10;

template <class Measure>
std::vector<StatementId> most_first(const WorkByStatement& work, Measure measure) {
  std::vector<std::pair<StatementId, decltype(measure(StatementCounters{}))>> order;
  order.reserve(work.size());
  for (const auto& [id, counters] : work) order.emplace_back(id, measure(counters));
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<StatementId> ids;
  ids.reserve(order.size());
  for (const auto& [id, value] : order) ids.push_back(id);
  return ids;
}

}  // namespace

std::vector<StatementId> ranking(const WorkByStatement& work) {
  std::vector<StatementId> ranked =
      most_first(work, [](const StatementCounters& counters) { return counters.time; });
  std::vector<StatementId> often =
      most_first(work, [](const StatementCounters& counters) { return counters.calls; });
  if (often.size() > kOften) often.resize(kOften);
  for (const StatementId id : often) {
    const auto at = std::find(ranked.begin(), ranked.end(), id);
    if (at - ranked.begin() < static_cast<std::ptrdiff_t>(ShownSet::kEnter - kOften)) continue;
    const auto place = ranked.begin() + static_cast<std::ptrdiff_t>(ShownSet::kEnter - kOften);
    std::rotate(place, at, at + 1);
  }
  return ranked;
}

void ShownSet::update(const std::vector<StatementId>& ranked) {
  std::map<StatementId, std::size_t> rank_of;
  for (std::size_t i = 0; i < ranked.size(); ++i) rank_of.emplace(ranked[i], i + 1);

  for (auto& [id, place] : members_) {
    const auto found = rank_of.find(id);
    // Those that did nothing share the place behind the last that did something.
    place.rank = found == rank_of.end() ? ranked.size() + 1 : found->second;
    place.windows_beyond = place.rank > kLeave ? place.windows_beyond + 1 : 0;
  }
  std::erase_if(members_, [](const auto& member) { return member.second.windows_beyond >= kPatience; });
  for (std::size_t i = 0; i < std::min(ranked.size(), kEnter); ++i) members_[ranked[i]].rank = i + 1;
  make_room();
}

void ShownSet::make_room() {
  if (members_.size() <= kMost) return;
  std::vector<std::pair<std::size_t, StatementId>> worst;
  for (const auto& [id, place] : members_) worst.emplace_back(place.rank, id);
  std::sort(worst.rbegin(), worst.rend());
  worst.resize(members_.size() - kMost);
  for (const auto& [rank, id] : worst) members_.erase(id);
}

std::vector<StatementId> ShownSet::members() const {
  std::vector<StatementId> ids;
  for (const auto& [id, place] : members_) ids.push_back(id);
  return ids;
}

}  // namespace lifeguard::postgres
