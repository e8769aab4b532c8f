#include "collectors/postgres/replication/read.hpp"

#include <algorithm>

#include "sql/application_name.hpp"

namespace lifeguard::postgres {
namespace {

using Column = Rows::Column;

std::optional<int> to_int(std::optional<std::int64_t> value) {
  if (!value) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<Seconds> seconds_or_null(const Column& column, int row) {
  if (column.is_null(row)) return std::nullopt;
  return Seconds(column.real(row));
}

// A position that was read a moment later than the end may lie beyond it.
std::optional<std::int64_t> distance(std::int64_t end, const Column& column, int row) {
  if (column.is_null(row)) return std::nullopt;
  return std::max<std::int64_t>(0, end - column.integer(row));
}

std::optional<std::int64_t> not_negative(std::optional<std::int64_t> value) {
  if (!value) return std::nullopt;
  return std::max<std::int64_t>(0, *value);
}

Recovery read_recovery(const Rows& rows, std::int64_t end) {
  Recovery recovery;
  recovery.unreplayed = distance(end, rows.column("replayed"), 0).value_or(0);
  recovery.last_replayed = rows.column("last_replayed").time_or_null(0);
  recovery.replay_paused = rows.column("replay_paused").boolean(0);
  if (!rows.column("receives").boolean(0)) return recovery;
  recovery.receiver.emplace();
  recovery.receiver->status = rows.column("receiver_status").text(0);
  recovery.receiver->host = rows.column("sender_host").text(0);
  recovery.receiver->port = to_int(rows.column("sender_port").integer_or_null(0));
  recovery.receiver->last_message = rows.column("last_message").time_or_null(0);
  return recovery;
}

}  // namespace

Position read_position(const Rows& rows) {
  if (rows.size() != 1) throw PgError("", "replication: expected one row");
  Position position;
  position.taken = rows.column("taken").time(0);
  position.end = rows.column("position").integer_or_null(0).value_or(0);
  position.replayed = rows.column("replayed").integer_or_null(0);
  const auto has_primary = rows.column("has_primary");
  if (!has_primary.is_null(0)) position.has_primary = has_primary.boolean(0);
  if (rows.column("in_recovery").boolean(0)) position.recovery = read_recovery(rows, position.end);
  return position;
}

std::vector<StandbyRow> read_standbys(const Rows& rows) {
  const auto application = rows.column("application"), client = rows.column("client"),
             state = rows.column("state"), sync_state = rows.column("sync_state"), slot = rows.column("slot"),
             logical = rows.column("logical"), position = rows.column("position"), sent = rows.column("sent"),
             written = rows.column("written"), flushed = rows.column("flushed"),
             replayed = rows.column("replayed"), write_lag = rows.column("write_lag"),
             flush_lag = rows.column("flush_lag"), replay_lag = rows.column("replay_lag");
  std::vector<StandbyRow> all(static_cast<std::size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    auto& [standby, end, reached] = all[static_cast<std::size_t>(row)];
    end = position.integer_or_null(row).value_or(0);
    reached = replayed.integer_or_null(row);
    standby.application = sql::application_name(application.text(row)).name;
    standby.client = client.text(row);
    standby.slot = slot.text(row);
    standby.logical = logical.boolean(row);
    standby.state = state.text(row);
    standby.sync_state = sync_state.text(row);
    standby.unsent = distance(end, sent, row);
    standby.unwritten = distance(end, written, row);
    standby.unflushed = distance(end, flushed, row);
    standby.unreplayed = distance(end, replayed, row);
    standby.write_lag = seconds_or_null(write_lag, row);
    standby.flush_lag = seconds_or_null(flush_lag, row);
    standby.replay_lag = seconds_or_null(replay_lag, row);
  }
  return all;
}

std::vector<Slot> read_slots(const Rows& rows) {
  const auto name = rows.column("name"), logical = rows.column("logical"), database = rows.column("database"),
             temporary = rows.column("temporary"), active = rows.column("active"),
             active_pid = rows.column("active_pid"), retained = rows.column("retained"),
             unconfirmed = rows.column("unconfirmed"), wal_status = rows.column("wal_status"),
             safe_wal_size = rows.column("safe_wal_size"), keep_limit = rows.column("keep_limit"),
             conflicting = rows.column("conflicting"), inactive_since = rows.column("inactive_since"),
             invalidation_reason = rows.column("invalidation_reason"), synced = rows.column("synced");
  std::vector<Slot> slots(static_cast<std::size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    Slot& slot = slots[static_cast<std::size_t>(row)];
    slot.name = name.text(row);
    slot.logical = logical.boolean(row);
    slot.database = database.text(row);
    slot.temporary = temporary.boolean(row);
    slot.active = active.boolean(row);
    slot.active_pid = to_int(active_pid.integer_or_null(row));
    slot.retained = not_negative(retained.integer_or_null(row));
    slot.unconfirmed = not_negative(unconfirmed.integer_or_null(row));
    slot.wal_status = wal_status.text(row);
    slot.safe_wal_size = safe_wal_size.integer_or_null(row);
    slot.keep_limit = keep_limit.integer_or_null(row);
    slot.conflicting = conflicting.boolean(row);
    slot.invalidation_reason = invalidation_reason.text(row);
    slot.synced = synced.boolean(row);
    if (!slot.active) slot.inactive_since = inactive_since.time_or_null(row);
  }
  return slots;
}

}  // namespace lifeguard::postgres
