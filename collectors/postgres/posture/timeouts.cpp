#include "collectors/postgres/posture/timeouts.hpp"

#include <algorithm>

#include "collectors/postgres/databases/facts.hpp"

namespace lifeguard::postgres {
namespace {

const std::string* set_for(const std::string& role, const std::string& database, const std::string& name,
                           const Posture& posture) {
  for (const RoleTimeout& timeout : posture.role_timeouts) {
    if (timeout.role == role && timeout.database == database && timeout.name == name) return &timeout.value;
  }
  return nullptr;
}

std::optional<std::string> of_server(const std::string& name, const Facts& facts) {
  if (!facts.databases) return std::nullopt;
  const auto own = facts.databases->visits.find(facts.databases->own);
  if (own == facts.databases->visits.end()) return std::nullopt;
  const auto found = own->second.timeouts.find(name);
  if (found == own->second.timeouts.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<std::string> timeout_of(const ApplicationRole& role, const std::string& name,
                                      const Facts& facts) {
  const std::string any;
  for (const auto& [for_role, in_database] :
       {std::pair(&role.name, &role.database), std::pair(&role.name, &any), std::pair(&any, &role.database),
        std::pair(&any, &any)}) {
    if (const std::string* value = set_for(*for_role, *in_database, name, *facts.posture)) return *value;
  }
  return of_server(name, facts);
}

bool is_never(const std::string& timeout) {
  return std::none_of(timeout.begin(), timeout.end(), [](char c) { return c >= '1' && c <= '9'; });
}

}  // namespace lifeguard::postgres
