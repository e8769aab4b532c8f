#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace lifeguard::postgres {

/// The names of the databases that sessions are in. The server says them with sessions that may be new: none
/// can be renamed while somebody is in it.
class DatabaseNames {
 public:
  /// The name of `oid`; `said` is empty when the server did not say it. Throws PgError when it never has: then
  /// every session has to be asked for. Valid until the name changes or is forgotten.
  std::string_view name_of(std::int64_t oid, std::string_view said);
  void forget() { names_.clear(); }

 private:
  std::map<std::int64_t, std::string> names_;  // by oid
};

}  // namespace lifeguard::postgres
