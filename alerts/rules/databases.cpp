#include "alerts/rules/databases.hpp"

#include <cmath>

#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard {

using namespace postgres;

const Databases& databases_in(const View& view) {
  return *postgres_facts(view).databases;
}

std::vector<std::string> unseen_databases(const View& view,
                                          const std::function<bool(const DatabaseVisit&)>& knows_all) {
  const Databases& databases = databases_in(view);
  std::vector<std::string> unseen(databases.waiting.begin(), databases.waiting.end());
  for (const auto& [database, why] : databases.refused) unseen.push_back(database);
  for (const auto& [database, visit] : databases.visits) {
    if (knows_all && !knows_all(visit)) unseen.push_back(database);
  }
  return unseen;
}

std::string key_of(const std::string& database, const std::string& schema, const std::string& name) {
  return database + "/" + schema + "." + name;
}

std::string in_database(const std::string& database) {
  return "  -- in database " + quoted_identifier(database);
}

std::string ago(const std::optional<TimePoint>& at, TimePoint now) {
  return at ? in_words(std::max(Seconds(now - *at), Seconds(0))) + " ago" : "never, that statistics know of";
}

}  // namespace lifeguard
