#include <algorithm>
#include <array>
#include <map>

#include "exporters/compat/postgres_parts.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;

// The most that have series of their own; the others count by database and state alone.
constexpr std::size_t kMostGroups = 100;

struct Group {
  int sessions = 0;
  Seconds longest_transaction{};

  void operator+=(const Group& other) {
    sessions += other.sessions;
    longest_transaction = std::max(longest_transaction, other.longest_transaction);
  }
};

// database, state, user, application, backend type, type of wait event, wait event
using Labels = std::array<std::string, 7>;
using Groups = std::map<Labels, Group>;

const Table<Group> kActivity{kPostgresHelp,
                             {"server", "datname", "state", "usename", "application_name", "backend_type",
                              "wait_event_type", "wait_event"},
                             {{{"pg_stat_activity_count"}, gauge, &Group::sessions},
                              {{"pg_stat_activity_max_tx_duration"}, gauge, &Group::longest_transaction}}};

// As the original: who is in no database, or in no state, is not counted. A session that we may not look into
// is.
Groups groups_of(const postgres::Activity& activity) {
  Groups groups;
  for (const postgres::Session& session : activity.sessions) {
    if (session.database.empty() || session.state == postgres::SessionState::other) continue;
    const bool hidden = session.state == postgres::SessionState::hidden;
    const std::string state = hidden ? "" : std::string(postgres::name_of(session.state));
    Group one{1, {}};
    if (session.transaction_start)
      one.longest_transaction = postgres::age(activity, *session.transaction_start);
    groups[{session.database, state, session.user, session.application, session.backend_type,
            session.wait_event_type, session.wait_event}] += one;
  }
  return groups;
}

Groups bounded(const Groups& groups) {
  if (groups.size() <= kMostGroups) return groups;
  std::vector<Groups::const_iterator> largest;
  for (auto each = groups.begin(); each != groups.end(); ++each) largest.push_back(each);
  std::stable_sort(largest.begin(), largest.end(),
                   [](const auto& a, const auto& b) { return a->second.sessions > b->second.sessions; });
  Groups kept;
  for (std::size_t i = 0; i < largest.size(); ++i) {
    const Labels& labels = largest[i]->first;
    kept[i < kMostGroups ? labels : Labels{labels[0], labels[1]}] += largest[i]->second;
  }
  return kept;
}

}  // namespace

void write_sessions(const postgres::Facts& facts, const PostgresTarget& of, std::vector<Sample>& out) {
  if (!facts.activity) return;
  for (const auto& [labels, group] : bounded(groups_of(*facts.activity))) {
    kActivity.write(group, of.labels({labels.begin(), labels.end()}), out);
  }
}

}  // namespace lifeguard::compat
