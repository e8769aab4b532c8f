#include "alerts/rules/databases.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard {

using namespace postgres;

const Databases& databases_in(const View& view) {
  return *postgres_facts(view).databases;
}

bool could_look_into(const View& view, const std::string& key,
                     const std::function<bool(const DatabaseVisit&)>& knows_all) {
  const auto is_of = [&](const std::string& database) {
    return key == database || key.starts_with(database + "/");
  };
  const Databases& databases = databases_in(view);
  const auto is_missed = [&](const auto& refused) { return is_of(refused.first); };
  const auto is_half_known = [&](const auto& visit) {
    return knows_all && is_of(visit.first) && !knows_all(visit.second);
  };
  return std::none_of(databases.waiting.begin(), databases.waiting.end(), is_of) &&
         std::none_of(databases.refused.begin(), databases.refused.end(), is_missed) &&
         std::none_of(databases.visits.begin(), databases.visits.end(), is_half_known);
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
