#include "collectors/postgres/replication/facts.hpp"

#include <algorithm>
#include <set>

#include "collectors/postgres/wal/facts.hpp"
#include "exporters/compat/postgres_parts.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;
using postgres::Slot;
using postgres::Standby;

constexpr std::size_t kMostStandbys = 30, kMostSlots = 30;

const std::vector<std::string_view> kStandbyLabels{"server", "application_name", "client_addr", "state",
                                                   "slot_name"};

const Table<Standby> kStandby{
    kPostgresHelp,
    kStandbyLabels,
    {{{"pg_stat_replication_pg_wal_lsn_diff", "pg_stat_replication_pg_xlog_location_diff"},
      gauge,
      &Standby::unreplayed}}};
const MetricDef kCurrent{"pg_stat_replication_pg_current_wal_lsn_bytes", kPostgresHelp, gauge, kStandbyLabels};

const Table<Slot> kSlot{kPostgresHelp,
                        {"server", "slot_name", "database"},
                        {{{"pg_replication_slots_active"}, gauge, &Slot::active},
                         {{"pg_replication_slots_pg_wal_lsn_diff"}, gauge, &Slot::retained}}};

const Table<Slot> kTypedSlot{
    kPostgresHelp,
    {"server", "slot_name", "slot_type"},
    {{{"pg_replication_slots_slot_is_active", "pg_replication_slot_slot_is_active"}, gauge, &Slot::active},
     {{"pg_replication_slots_safe_wal_size_bytes", "pg_replication_slot_safe_wal_size_bytes"},
      gauge,
      &Slot::safe_wal_size}}};

const Table<Slot> kSlotStatus{
    kPostgresHelp,
    {"server", "slot_name", "slot_type", "wal_status"},
    {{{"pg_replication_slots_wal_status", "pg_replication_slot_wal_status"}, gauge, [](const Slot&) {
        return 1;
      }}}};

// pg_replication_lag is what a widely used alert asks for.
struct Lag {
  std::optional<Seconds> time, since_replayed;
};
const Table<Lag> kLag{kPostgresHelp,
                      {"server"},
                      {{{"pg_replication_lag_seconds", "pg_replication_lag"}, gauge, &Lag::time},
                       {{"pg_replication_last_replay_seconds"}, gauge, &Lag::since_replayed}}};

Lag lag_of(const postgres::Streaming& streaming) {
  if (!streaming.recovery) return {Seconds(0), std::nullopt};  // as the original says of a primary
  Lag lag;
  if (streaming.recovery->lag) lag.time = streaming.recovery->lag->time;
  if (streaming.recovery->last_replayed)
    lag.since_replayed = streaming.taken - *streaming.recovery->last_replayed;
  return lag;
}

}  // namespace

void write_replication(const postgres::Facts& facts, const PostgresTarget& of, std::vector<Sample>& out) {
  if (!facts.replication) return;
  if (const auto& streaming = facts.replication->streaming) {
    kLag.write(lag_of(*streaming), of.labels(), out);
    std::set<std::vector<std::string>> shown;  // two may be alike in all that labels tell
    for (const Standby& standby : streaming->standbys) {
      if (standby.gone || shown.size() == kMostStandbys) continue;
      const auto labels = of.labels({standby.application, standby.client, standby.state, standby.slot});
      if (!shown.insert(labels).second) continue;
      kStandby.write(standby, labels, out);
      if (facts.wal && facts.wal->written)
        out.push_back({&kCurrent, labels, static_cast<double>(facts.wal->written->position)});
    }
  }
  if (const auto& slots = facts.replication->slots) {
    for (std::size_t i = 0; i < std::min(kMostSlots, slots->all.size()); ++i) {
      const Slot& slot = slots->all[i];
      const std::string type = slot.logical ? "logical" : "physical";
      kSlot.write(slot, of.labels({slot.name, slot.database}), out);
      kTypedSlot.write(slot, of.labels({slot.name, type}), out);
      if (!slot.wal_status.empty()) kSlotStatus.write(slot, of.labels({slot.name, type, slot.wal_status}), out);
    }
  }
}

}  // namespace lifeguard::compat
