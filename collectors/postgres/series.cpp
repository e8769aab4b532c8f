#include "collectors/postgres/series.hpp"

#include <algorithm>
#include <map>

namespace lifeguard::postgres {
namespace {

// A bound for servers with very many clients: a leak is sought among those with the most idle sessions.
constexpr std::size_t kMostGroups = 100;

std::string of_database(const char* metric, const std::string& database) {
  return std::string(metric) + "{database=\"" + database + "\"}";
}

}  // namespace

std::string idle_sessions_of(const ClientGroup& group) {
  return "idle_sessions{database=\"" + group.database + "\",user=\"" + group.user + "\",application=\"" +
         group.application + "\",client=\"" + group.client + "\"}";
}

std::string commits_of(const std::string& database) {
  return of_database("commits_total", database);
}

std::string deadlocks_of(const std::string& database) {
  return of_database("deadlocks_total", database);
}

std::string blocks_hit_of(const std::string& database) {
  return of_database("blocks_hit_total", database);
}

std::string blocks_read_of(const std::string& database) {
  return of_database("blocks_read_total", database);
}

std::string start_time() {
  return "start_time_seconds";
}

std::string_view meaning_of(std::string_view metric) {
  static const std::map<std::string_view, std::string_view> meanings{
      {"commits_total", "transactions committed in the database"},
      {"deadlocks_total", "deadlocks in the database"},
      {"blocks_hit_total", "blocks of the database found in shared buffers"},
      {"blocks_read_total", "blocks of the database read from outside shared buffers"},
      {"wal_bytes_total", "bytes of WAL written, since the agent watches"},
      {"checkpoints_total", "checkpoints, timed or requested, since the agent watches"},
      {"start_time_seconds", "when the server started, Unix time"},
      {"idle_sessions", "sessions of one client that are idle, in a transaction or not"},
  };
  const auto known = meanings.find(metric);
  return known == meanings.end() ? std::string_view() : known->second;
}

std::vector<SeriesPoint> series_from(const Facts& facts) {
  std::vector<SeriesPoint> series;
  if (facts.server) {
    for (const DatabaseStatistics& database : facts.server->databases) {
      series.push_back({commits_of(database.database), static_cast<double>(database.commits)});
      series.push_back({deadlocks_of(database.database), static_cast<double>(database.deadlocks)});
      series.push_back({blocks_hit_of(database.database), static_cast<double>(database.blocks_hit)});
      series.push_back({blocks_read_of(database.database), static_cast<double>(database.blocks_read)});
    }
    series.push_back({start_time(), Seconds(facts.identity.started.time_since_epoch()).count()});
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
