#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard::postgres {

/// How far behind, in time. `at_least`: since before we looked, or since an instant that we do not know.
struct Lag {
  Seconds time{};
  bool at_least = false;
};

/// One that receives WAL from the server: a row of pg_stat_replication. A subscriber is `logical`; a base
/// backup or pg_receivewal replays nothing.
struct Standby {
  std::string application;
  std::string client;  // address; empty for a unix socket
  std::string slot;    // empty without one
  bool logical = false;
  std::string state, sync_state;  // "streaming", "async"; empty when hidden
  /// Bytes from what was sent to it, and what it wrote, flushed and replayed, to the end of the server's WAL.
  std::optional<std::int64_t> unsent, unwritten, unflushed, unreplayed;
  /// As the server measured them; absent when it was idle and caught up for a while.
  std::optional<Seconds> write_lag, flush_lag, replay_lag;
  /// Zero when everything is replayed; else the server's measure, or ours where that stands still. Unknown of
  /// one that does not replay.
  std::optional<Lag> lag;
  /// It was last seen connected then, and is not any more.
  std::optional<TimePoint> gone;
};

/// A standby that went is remembered so long; then it was taken away on purpose.
constexpr Seconds kStandbyRemembered{3600};

/// The WAL receiver of a standby. All but its being there is absent when the role may not see it.
struct Receiver {
  std::string status;  // "streaming"
  std::string host;
  std::optional<int> port;
  std::optional<TimePoint> last_message;
};

/// What a standby knows of itself.
struct Recovery {
  std::int64_t unreplayed = 0;             // bytes received and not replayed
  std::optional<TimePoint> last_replayed;  // when the last transaction that it replayed was committed
  bool replay_paused = false;
  std::optional<Receiver> receiver;
  /// Nobody has sent it WAL since then, as far as we have looked. Absent for one that has no primary_conninfo,
  /// or of which that is not known.
  std::optional<TimePoint> cut_off;
  /// Zero when all that was received is replayed, for an idle primary is no lag; unknown of one that replays an
  /// archive.
  std::optional<Lag> lag;
};

/// Part `replication`. Times are the server's clock.
struct Streaming {
  TimePoint taken;
  std::vector<Standby> standbys;
  std::optional<Recovery> recovery;  // on a standby
};

struct Slot {
  std::string name;
  bool logical = false;
  std::string database;  // of a logical one
  bool temporary = false, active = false;
  std::optional<int> active_pid;
  std::optional<std::int64_t> retained;       // bytes of WAL that it keeps
  std::optional<std::int64_t> unconfirmed;    // bytes that a subscriber has not confirmed
  std::string wal_status;                     // 13+: reserved, extended, unreserved, lost
  std::optional<std::int64_t> safe_wal_size;  // bytes until it may be lost; absent without a limit
  std::optional<std::int64_t> keep_limit;     // bytes that a slot may keep: max_slot_wal_keep_size
  bool conflicting = false;                   // 16+
  std::string invalidation_reason;            // 17+
  bool synced = false;  // 17+: on a standby, a copy of the primary's, which nobody is to use there
  /// Before 17 since we first saw it so: at least.
  std::optional<TimePoint> inactive_since;
  bool inactive_at_least = false;
};

/// Part `replication_slots`.
struct Slots {
  TimePoint taken;
  std::vector<Slot> all;
};

struct Replication {
  std::optional<Streaming> streaming;
  std::optional<Slots> slots;
};

/// "standby replica1 (10.0.3.7)", "subscriber orders (slot orders, 10.0.3.7)".
std::string in_words(const Standby&);

/// Over all its connections: its slot, or its application and address.
std::string identity_of(const Standby&);

/// WAL that it needed is gone: who uses it has to begin anew.
bool is_lost(const Slot&);

}  // namespace lifeguard::postgres
