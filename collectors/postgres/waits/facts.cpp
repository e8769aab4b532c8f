#include "collectors/postgres/waits/facts.hpp"

#include <tuple>

namespace lifeguard::postgres {

bool WaitStatement::operator<(const WaitStatement& other) const {
  return std::tie(query_id, database, fingerprint) <
         std::tie(other.query_id, other.database, other.fingerprint);
}

bool ActiveSession::operator<(const ActiveSession& other) const {
  if (at != other.at) return at < other.at;
  if (application != other.application) return application < other.application;
  if (!statement || !other.statement) return !statement && other.statement;
  return *statement < *other.statement;
}

}  // namespace lifeguard::postgres
