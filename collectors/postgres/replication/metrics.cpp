#include "collectors/postgres/replication/metrics.hpp"

#include <algorithm>
#include <map>

namespace lifeguard::postgres {
namespace {

using enum MetricType;

const MetricDef kStandbys{"lifeguard_pg_standbys",
                          "Connected standbys and subscribers, by state and whether commits wait for them.",
                          gauge,
                          {"state", "sync_state"}};
const MetricDef kLagBytes{
    "lifeguard_pg_replication_lag_bytes",
    "WAL that a standby or subscriber lacks, as the sending server sees it: not sent to it, not written, not "
    "flushed or not replayed by it. Of the twenty that are furthest behind.",
    gauge,
    {"standby", "client", "stage"}};
const MetricDef kLag{
    "lifeguard_pg_replication_lag_seconds",
    "How far a standby or subscriber is behind in time, as the sending server sees it; 0 when it has "
    "everything, and growing while it stands still or is gone.",
    gauge,
    {"standby", "client"}};
const MetricDef kReplayLagBytes{"lifeguard_pg_replay_lag_bytes",
                                "On a standby: WAL that it has received and not replayed.", gauge};
const MetricDef kReplayLag{
    "lifeguard_pg_replay_lag_seconds",
    "On a standby: how far it is behind in time; 0 when all that was received is replayed, growing while "
    "replay stands still or nobody sends.",
    gauge};
const MetricDef kReplayPaused{"lifeguard_pg_replay_paused", "On a standby: 1 when replay is paused.", gauge};
const MetricDef kReceives{"lifeguard_pg_wal_receiver_up", "On a standby: 1 when it is connected to a sender.",
                          gauge};
const MetricDef kRetained{
    "lifeguard_pg_slot_retained_bytes",
    "WAL that a replication slot keeps from being removed. Of the fifty that keep the most; the most that any "
    "of the rest keeps as slot \"other\".",
    gauge,
    {"slot"}};
const MetricDef kUnconfirmed{"lifeguard_pg_slot_unconfirmed_bytes",
                             "WAL that the subscriber of a logical slot has not confirmed.",
                             gauge,
                             {"slot"}};
const MetricDef kSafe{"lifeguard_pg_slot_safe_bytes",
                      "WAL that may be written before the slot is in danger of losing what it needs; absent "
                      "where max_slot_wal_keep_size sets no limit.",
                      gauge,
                      {"slot"}};
const MetricDef kActive{"lifeguard_pg_slot_active", "1 when somebody uses the slot.", gauge, {"slot"}};
const MetricDef kInactive{
    "lifeguard_pg_slot_inactive_seconds",
    "For how long nobody has used the slot; before PostgreSQL 17 since Lifeguard saw it so.",
    gauge,
    {"slot"}};
const MetricDef kLost{"lifeguard_pg_slot_lost",
                      "1 when WAL that the slot needed is gone: it is of no use any more.",
                      gauge,
                      {"slot"}};

constexpr std::size_t kMostStandbys = 20;
constexpr std::size_t kMostSlots = 50;

using Name = std::pair<std::string, std::string>;  // standby, client

std::int64_t lacks(const Standby* standby) {
  return standby->unreplayed.value_or(standby->unflushed.value_or(0));
}

// Of those that go by one name, the one that is furthest behind.
std::map<Name, const Standby*> furthest_behind(const std::vector<Standby>& standbys) {
  std::vector<const Standby*> ranking;
  for (const Standby& standby : standbys) ranking.push_back(&standby);
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const Standby* a, const Standby* b) { return lacks(a) > lacks(b); });
  std::map<Name, const Standby*> furthest;
  for (const Standby* standby : ranking) {
    if (furthest.size() == kMostStandbys) break;
    furthest.try_emplace({standby->application, standby->client}, standby);
  }
  return furthest;
}

void add_standbys(const std::vector<Standby>& standbys, std::vector<Sample>& samples) {
  std::map<Name, int> count_of;
  for (const Standby& standby : standbys) {
    if (!standby.gone) ++count_of[{standby.state, standby.sync_state}];
  }
  for (const auto& [states, count] : count_of) {
    samples.push_back({&kStandbys, {states.first, states.second}, static_cast<double>(count)});
  }
  for (const auto& [name, standby] : furthest_behind(standbys)) {
    const auto add = [&, &name = name](const char* stage, const std::optional<std::int64_t>& bytes) {
      if (bytes) samples.push_back({&kLagBytes, {name.first, name.second, stage}, static_cast<double>(*bytes)});
    };
    add("sent", standby->unsent);
    add("written", standby->unwritten);
    add("flushed", standby->unflushed);
    add("replayed", standby->unreplayed);
    if (standby->lag) samples.push_back({&kLag, {name.first, name.second}, standby->lag->time.count()});
  }
}

void add_recovery(const Recovery& recovery, std::vector<Sample>& samples) {
  samples.push_back({&kReplayLagBytes, {}, static_cast<double>(recovery.unreplayed)});
  if (recovery.lag) samples.push_back({&kReplayLag, {}, recovery.lag->time.count()});
  samples.push_back({&kReplayPaused, {}, recovery.replay_paused ? 1.0 : 0.0});
  if (recovery.receiver || recovery.cut_off) {
    samples.push_back({&kReceives, {}, recovery.cut_off ? 0.0 : 1.0});
  }
}

void add_slot(const Slot& slot, TimePoint now, std::vector<Sample>& samples) {
  const auto add = [&](const MetricDef& metric, double value) {
    samples.push_back({&metric, {slot.name}, value});
  };
  if (slot.retained) add(kRetained, static_cast<double>(*slot.retained));
  if (slot.unconfirmed) add(kUnconfirmed, static_cast<double>(*slot.unconfirmed));
  if (slot.safe_wal_size) add(kSafe, static_cast<double>(*slot.safe_wal_size));
  add(kActive, slot.active ? 1 : 0);
  if (slot.inactive_since) add(kInactive, std::max(0.0, Seconds(now - *slot.inactive_since).count()));
  add(kLost, is_lost(slot) ? 1 : 0);
}

}  // namespace

const std::vector<const MetricDef*>& replication_metrics() {
  static const std::vector<const MetricDef*> all{
      &kStandbys, &kLagBytes,    &kLag,  &kReplayLagBytes, &kReplayLag, &kReplayPaused, &kReceives,
      &kRetained, &kUnconfirmed, &kSafe, &kActive,         &kInactive,  &kLost};
  return all;
}

std::vector<Sample> streaming_samples(const Streaming& streaming) {
  std::vector<Sample> samples;
  add_standbys(streaming.standbys, samples);
  if (streaming.recovery) add_recovery(*streaming.recovery, samples);
  return samples;
}

std::vector<Sample> slot_samples(const Slots& slots) {
  std::vector<const Slot*> ranking;
  for (const Slot& slot : slots.all) ranking.push_back(&slot);
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const Slot* a, const Slot* b) { return a->retained > b->retained; });
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < std::min(ranking.size(), kMostSlots); ++i) {
    add_slot(*ranking[i], slots.taken, samples);
  }
  if (ranking.size() > kMostSlots && ranking[kMostSlots]->retained) {
    samples.push_back({&kRetained, {"other"}, static_cast<double>(*ranking[kMostSlots]->retained)});
  }
  return samples;
}

std::vector<SeriesPoint> streaming_series(const Streaming& streaming) {
  std::vector<SeriesPoint> series;
  for (const auto& [name, standby] : furthest_behind(streaming.standbys)) {
    if (!standby->lag) continue;
    series.push_back({"replication_lag_seconds{standby=\"" + name.first + "\",client=\"" + name.second + "\"}",
                      standby->lag->time.count()});
  }
  if (streaming.recovery && streaming.recovery->lag) {
    series.push_back({"replay_lag_seconds", streaming.recovery->lag->time.count()});
  }
  return series;
}

}  // namespace lifeguard::postgres
