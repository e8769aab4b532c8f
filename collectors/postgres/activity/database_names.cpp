#include "collectors/postgres/activity/database_names.hpp"

#include "collectors/postgres/rows.hpp"

namespace lifeguard::postgres {

std::string_view DatabaseNames::name_of(std::int64_t oid, std::string_view said) {
  if (!said.empty()) return names_[oid] = said;
  const auto known = names_.find(oid);
  if (known == names_.end()) {
    throw PgError("", "activity: a session is in a database without a name yet; all are asked for anew");
  }
  return known->second;
}

}  // namespace lifeguard::postgres
