#pragma once

#include <functional>
#include <string>
#include <vector>

#include "alerts/finding.hpp"
#include "alerts/rule.hpp"
#include "alerts/rules/percent.hpp"
#include "collectors/postgres/databases/facts.hpp"

// What the rules about the insides of databases have in common. Their keys are "database" or
// "database/schema.name".
namespace lifeguard {

/// The facts of a view whose part `databases` is known: see Rule::needs().
const postgres::Databases& databases_in(const View&);

/// True when the database of the key could be visited when it was its turn, or is no more, and the visit
/// `knows_all` that it would tell of such an incident.
bool could_look_into(const View&, const std::string& key,
                     const std::function<bool(const postgres::DatabaseVisit&)>& knows_all = {});

std::string key_of(const std::string& database, const std::string& schema, const std::string& name);

/// To end a remedy with: "  -- in database shop".
std::string in_database(const std::string& database);

/// "3 d 4 h ago", or "never, that statistics know of".
std::string ago(const std::optional<TimePoint>& at, TimePoint now);

}  // namespace lifeguard
