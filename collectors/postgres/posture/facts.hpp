#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lifeguard::postgres {

/// A row of pg_hba.conf that asks for no password or for one in clear, or that is wrong.
struct HbaRule {
  std::string file;
  int line = 0;
  std::string type;  // local, host, hostssl, …
  std::string databases, roles;
  std::string address, netmask;  // empty for a local socket
  std::string method;
  bool wrong = false;  // the server could not read it
};

/// A role that an application is connected with now, in one database.
struct ApplicationRole {
  std::string name, database;
  std::int64_t sessions = 0;
  bool superuser = false, create_role = false, replication = false, bypass_row_security = false;
};

/// Sessions of one client that came over a network without encryption.
struct CleartextClient {
  std::string role, application, address;
  std::int64_t sessions = 0;
};

/// ALTER ROLE … SET, ALTER DATABASE … SET or both; an empty name is any.
struct RoleTimeout {
  std::string database, role, name, value;
};

/// Part `posture`: how the server is set up and who may do what, as of the last look.
struct Posture {
  /// By name; one that this version lacks, or that the role may not see, is absent. An archive command is "set"
  /// or empty.
  std::map<std::string, std::string> settings;
  std::vector<std::string> pending_restart;
  std::vector<ApplicationRole> application_roles;
  std::vector<RoleTimeout> role_timeouts;
  std::vector<CleartextClient> cleartext_clients;
  std::optional<std::vector<HbaRule>> hba_rules;      // absent when the role may not read them
  std::optional<std::vector<std::string>> md5_roles;  // likewise: only superusers see password hashes
};

}  // namespace lifeguard::postgres
