#include "collectors/postgres/series.hpp"

#include <algorithm>
#include <map>

namespace lifeguard::postgres {
namespace {

// A bound for servers with very many clients: a leak is sought among those with the most idle sessions.
constexpr std::size_t kMostGroups = 100;

}  // namespace

std::string idle_sessions_of(const ClientGroup& group) {
  return "idle_sessions{database=\"" + group.database + "\",user=\"" + group.user + "\",application=\"" +
         group.application + "\",client=\"" + group.client + "\"}";
}

std::string commits_of(const std::string& database) {
  return "commits_total{database=\"" + database + "\"}";
}

std::vector<SeriesPoint> series_from(const Facts& facts) {
  std::vector<SeriesPoint> series;
  if (facts.server) {
    for (const DatabaseStatistics& database : facts.server->databases) {
      series.push_back({commits_of(database.database), static_cast<double>(database.commits)});
    }
  }
  if (!facts.activity) return series;

  std::map<const Session*, int, ByGroup> idle;
  for (const Session& session : facts.activity->sessions) {
    if (!is_client(session)) continue;
    idle[&session] += session.state == SessionState::idle || is_idle_in_transaction(session);
  }
  std::vector<std::pair<const Session*, int>> ranking(idle.begin(), idle.end());
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (ranking.size() > kMostGroups) ranking.resize(kMostGroups);
  for (const auto& [session, count] : ranking) {
    series.push_back({idle_sessions_of(group_of(*session)), static_cast<double>(count)});
  }
  return series;
}

}  // namespace lifeguard::postgres
