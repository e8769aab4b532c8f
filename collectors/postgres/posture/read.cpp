#include "collectors/postgres/posture/read.hpp"

#include <algorithm>

#include "sql/application_name.hpp"

namespace lifeguard::postgres {
namespace {

void read_settings(const Rows& rows, Posture& posture) {
  const auto name = rows.column("name"), value = rows.column("value"),
             pending_restart = rows.column("pending_restart");
  for (int row = 0; row < rows.size(); ++row) {
    if (!value.is_null(row)) posture.settings.emplace(name.text(row), value.text(row));
    if (pending_restart.boolean(row)) posture.pending_restart.emplace_back(name.text(row));
  }
}

std::vector<ApplicationRole> read_application_roles(const Rows& rows) {
  const auto role = rows.column("role"), database = rows.column("database"), sessions = rows.column("sessions"),
             superuser = rows.column("superuser"), create_role = rows.column("create_role"),
             replication = rows.column("replication"), bypass = rows.column("bypass_row_security");
  std::vector<ApplicationRole> roles;
  for (int row = 0; row < rows.size(); ++row) {
    ApplicationRole& seen = roles.emplace_back();
    seen.name = role.text(row);
    seen.database = database.text(row);
    seen.sessions = sessions.integer(row);
    seen.superuser = superuser.boolean(row);
    seen.create_role = create_role.boolean(row);
    seen.replication = replication.boolean(row);
    seen.bypass_row_security = bypass.boolean(row);
  }
  return roles;
}

std::vector<RoleTimeout> read_role_timeouts(const Rows& rows) {
  const auto database = rows.column("database"), role = rows.column("role"), name = rows.column("name"),
             value = rows.column("value");
  std::vector<RoleTimeout> timeouts;
  for (int row = 0; row < rows.size(); ++row) {
    timeouts.push_back({std::string(database.text(row)), std::string(role.text(row)),
                        std::string(name.text(row)), std::string(value.text(row))});
  }
  return timeouts;
}

std::vector<CleartextClient> read_cleartext_clients(const Rows& rows) {
  const auto role = rows.column("role"), application = rows.column("application"),
             client = rows.column("client"), sessions = rows.column("sessions");
  std::vector<CleartextClient> clients;
  for (int row = 0; row < rows.size(); ++row) {
    const CleartextClient seen{std::string(role.text(row)),
                               std::string(sql::application_name(application.text(row)).name),
                               std::string(client.text(row)), sessions.integer(row)};
    const auto same = std::find_if(clients.begin(), clients.end(), [&](const CleartextClient& known) {
      return known.role == seen.role && known.application == seen.application && known.address == seen.address;
    });
    if (same == clients.end()) {
      clients.push_back(seen);
    } else {
      same->sessions += seen.sessions;
    }
  }
  return clients;
}

std::vector<HbaRule> read_hba_rules(const Rows& rows) {
  const auto file = rows.column("file"), line = rows.column("line"), type = rows.column("type"),
             databases = rows.column("databases"), roles = rows.column("roles"),
             address = rows.column("address"), netmask = rows.column("netmask"), method = rows.column("method"),
             wrong = rows.column("wrong");
  std::vector<HbaRule> rules;
  for (int row = 0; row < rows.size(); ++row) {
    HbaRule& rule = rules.emplace_back();
    rule.file = file.text(row);
    rule.line = static_cast<int>(line.integer(row));
    rule.type = type.text(row);
    rule.databases = databases.text(row);
    rule.roles = roles.text(row);
    rule.address = address.text(row);
    rule.netmask = netmask.text(row);
    rule.method = method.text(row);
    rule.wrong = wrong.boolean(row);
  }
  return rules;
}

std::vector<std::string> read_names(const Rows::Column& column, int size) {
  std::vector<std::string> names;
  for (int row = 0; row < size; ++row) names.emplace_back(column.text(row));
  return names;
}

}  // namespace

Posture read_posture(const Answers& answers) {
  Posture posture;
  read_settings(answers.rows("posture_settings"), posture);
  posture.application_roles = read_application_roles(answers.rows("application_roles"));
  posture.role_timeouts = read_role_timeouts(answers.rows("role_timeouts"));
  posture.cleartext_clients = read_cleartext_clients(answers.rows("cleartext_sessions"));
  if (answers.has("hba_rules")) posture.hba_rules = read_hba_rules(answers.rows("hba_rules"));
  if (answers.has("weak_passwords")) {
    const Rows& rows = answers.rows("weak_passwords");
    posture.md5_roles = read_names(rows.column("role"), rows.size());
  }
  return posture;
}

}  // namespace lifeguard::postgres
