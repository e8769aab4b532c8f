#include "collectors/postgres/read.hpp"

#include "sql/application_name.hpp"

namespace lifeguard::postgres {

using namespace std::string_view_literals;

namespace {

SessionState state_named(std::string_view text, bool visible) {
  if (!visible) return SessionState::hidden;
  for (const SessionState state : {SessionState::active, SessionState::idle, SessionState::idle_in_transaction,
                                   SessionState::idle_in_transaction_aborted}) {
    if (text == name_of(state)) return state;
  }
  return SessionState::other;
}

std::size_t total_length(const Rows::Column& column, int rows) {
  std::size_t total = 0;
  for (int row = 0; row < rows; ++row) total += column.text(row).size();
  return total;
}

std::optional<Xid> xid_at(int row, const Rows::Column& id, const Rows::Column& age) {
  if (id.is_null(row)) return std::nullopt;
  return Xid{static_cast<std::uint32_t>(id.integer(row)), age.integer(row)};
}

std::optional<int> to_int(std::optional<std::int64_t> value) {
  if (!value) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<std::vector<Look::Present>> read_present(const Rows& rows, int row) {
  const auto listed = rows.column("present_pids");
  if (listed.is_null(row)) return std::nullopt;
  const auto pids = listed.integers(row);
  const auto query_starts = rows.column("present_query_starts").times(row);
  if (pids.size() != query_starts.size()) throw PgError("", "activity: two lists of different length");
  std::vector<Look::Present> present;
  present.reserve(pids.size());
  for (std::size_t i = 0; i < pids.size(); ++i) {
    present.push_back({static_cast<int>(pids[i].value_or(0)), query_starts[i]});
  }
  return present;
}

}  // namespace

Identity read_identity(const Rows& rows, int server_version) {
  if (rows.size() != 1) throw PgError("", "identity: expected one row");
  Identity identity;
  identity.version = server_version;
  identity.version_text = rows.column("version_text").text(0);
  identity.started = rows.column("started").time(0);
  identity.in_recovery = rows.column("in_recovery").boolean(0);
  identity.address = rows.column("address").text(0);
  identity.role = rows.column("role").text(0);
  identity.own_pid = static_cast<int>(rows.column("own_pid").integer(0));
  identity.sees_every_session = rows.column("sees_every_session").boolean(0);
  return identity;
}

std::string read_system_identifier(const Rows& rows) {
  return rows.size() == 1 ? std::string(rows.column("system_identifier").text(0)) : "";
}

void read_lifetime(const Rows& rows, Identity& identity) {
  if (rows.size() != 1) throw PgError("", "lifetime: expected one row");
  identity.timeline = to_int(rows.column("timeline").integer_or_null(0));
  identity.processes_started = rows.column("processes_started").time_or_null(0);
}

bool read_guarded(const Rows& rows) {
  return rows.size() == 1 && rows.column("read_only").boolean(0);
}

Look read_look(const Rows& rows, sql::Exposure exposure, DatabaseNames& databases) {
  const auto pid = rows.column("pid"), leader_pid = rows.column("leader_pid"),
             backend_type = rows.column("backend_type"), database_oid = rows.column("database_oid"),
             database = rows.column("database"), role = rows.column("role"),
             application = rows.column("application"), client = rows.column("client"),
             client_port = rows.column("client_port"), state = rows.column("state"),
             wait_event_type = rows.column("wait_event_type"), wait_event = rows.column("wait_event"),
             backend_start = rows.column("backend_start"), xact_start = rows.column("xact_start"),
             query_start = rows.column("query_start"), state_change = rows.column("state_change"),
             xid = rows.column("xid"), xid_age = rows.column("xid_age"), xmin = rows.column("xmin"),
             xmin_age = rows.column("xmin_age"), query_id = rows.column("query_id"),
             query = rows.column("query");
  if (rows.size() == 0) throw PgError("", "activity: expected a row");
  const int sessions = rows.size() - 1;  // the last row is of everybody
  Look look;
  look.activity.taken = rows.column("taken").time(sessions);
  look.present = read_present(rows, sessions);
  look.activity.sessions.resize(static_cast<std::size_t>(sessions));
  const auto texts = std::make_shared<std::string>();
  texts->reserve(total_length(query, sessions));  // so that it never moves while statements look into it
  for (int row = 0; row < sessions; ++row) {
    Session& session = look.activity.sessions[static_cast<std::size_t>(row)];
    const bool visible = !backend_type.is_null(row);
    session.pid = static_cast<int>(pid.integer(row));
    session.leader_pid = to_int(leader_pid.integer_or_null(row));
    session.backend_type = backend_type.text(row);
    if (!database_oid.is_null(row)) {
      session.database = databases.name_of(database_oid.integer(row), database.text(row));
    }
    session.user = role.text(row);
    const sql::ApplicationName named = sql::application_name(application.text(row));
    session.application = named.name;
    session.trace = named.trace;
    session.client = client.text(row);
    session.client_port = to_int(client_port.integer_or_null(row));
    session.state = state_named(state.text(row), visible);
    session.wait_event_type = wait_event_type.text(row);
    session.wait_event = wait_event.text(row);
    session.backend_start = backend_start.time_or_null(row);
    session.transaction_start = xact_start.time_or_null(row);
    session.query_start = query_start.time_or_null(row);
    session.state_change = state_change.time_or_null(row);
    session.xid = xid_at(row, xid, xid_age);
    session.xmin = xid_at(row, xmin, xmin_age);
    session.query_id = query_id.integer_or_null(row);
    session.ours = session.application == "lifeguard"sv;
    if (visible) {
      const std::size_t at = texts->size();
      texts->append(query.text(row));
      session.query = sql::Statement(texts, std::string_view(*texts).substr(at), exposure);
    }
  }
  return look;
}

std::vector<LockRow> read_locks(const Rows& rows) {
  const auto pid = rows.column("pid"), mode = rows.column("mode"), granted = rows.column("granted"),
             waiting_since = rows.column("waiting_since"), object = rows.column("object"),
             advisory = rows.column("advisory");
  std::vector<LockRow> locks(static_cast<std::size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    LockRow& lock = locks[static_cast<std::size_t>(row)];
    lock.pid = static_cast<int>(pid.integer(row));
    lock.mode = mode.text(row);
    lock.object = object.text(row);
    lock.granted = granted.boolean(row);
    lock.advisory = advisory.boolean(row);
    lock.waiting_since = waiting_since.time_or_null(row);
  }
  return locks;
}

ConnectionLimits read_limits(const Rows& rows, const Rows& own_limits) {
  if (rows.size() != 1) throw PgError("", "limits: expected one row");
  ConnectionLimits limits;
  limits.max_connections = static_cast<int>(rows.column("max_connections").integer(0));
  limits.superuser_reserved = static_cast<int>(rows.column("superuser_reserved").integer(0));
  limits.reserved = static_cast<int>(rows.column("reserved").integer(0));
  const auto is_database = own_limits.column("is_database"), name = own_limits.column("name"),
             limit = own_limits.column("connection_limit");
  for (int row = 0; row < own_limits.size(); ++row) {
    auto& limits_of = is_database.boolean(row) ? limits.of_database : limits.of_role;
    limits_of.emplace(name.text(row), static_cast<int>(limit.integer(row)));
  }
  return limits;
}

std::vector<DatabaseStatistics> read_databases(const Rows& rows) {
  const auto database = rows.column("database"), reset = rows.column("reset"), id = rows.column("id"),
             read = rows.column("read_milliseconds"), write = rows.column("write_milliseconds");
  const std::pair<const char*, std::int64_t DatabaseStatistics::*> counters[] = {
      {"commits", &DatabaseStatistics::commits},
      {"rollbacks", &DatabaseStatistics::rollbacks},
      {"blocks_read", &DatabaseStatistics::blocks_read},
      {"blocks_hit", &DatabaseStatistics::blocks_hit},
      {"rows_returned", &DatabaseStatistics::rows_returned},
      {"rows_fetched", &DatabaseStatistics::rows_fetched},
      {"rows_inserted", &DatabaseStatistics::rows_inserted},
      {"rows_updated", &DatabaseStatistics::rows_updated},
      {"rows_deleted", &DatabaseStatistics::rows_deleted},
      {"conflicts", &DatabaseStatistics::conflicts},
      {"deadlocks", &DatabaseStatistics::deadlocks},
      {"temporary_files", &DatabaseStatistics::temporary_files},
      {"temporary_bytes", &DatabaseStatistics::temporary_bytes},
  };
  std::vector<DatabaseStatistics> databases(static_cast<std::size_t>(rows.size()));
  for (const auto& [name, member] : counters) {
    const auto column = rows.column(name);
    for (int row = 0; row < rows.size(); ++row) {
      databases[static_cast<std::size_t>(row)].*member = column.integer(row);
    }
  }
  for (int row = 0; row < rows.size(); ++row) {
    DatabaseStatistics& each = databases[static_cast<std::size_t>(row)];
    each.database = database.text(row);
    each.reset = reset.time_or_null(row);
    each.id = static_cast<std::uint32_t>(id.integer(row));
    each.reading = Seconds(read.real(row) / 1000);
    each.writing = Seconds(write.real(row) / 1000);
  }
  return databases;
}

}  // namespace lifeguard::postgres
