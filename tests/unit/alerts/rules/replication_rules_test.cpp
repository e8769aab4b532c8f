#include "alerts/rules/pg_archiver.hpp"
#include "alerts/rules/pg_checkpoints.hpp"
#include "alerts/rules/pg_replication_lag.hpp"
#include "alerts/rules/pg_replication_slot.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/replication/facts.hpp"
#include "collectors/postgres/wal/facts.hpp"
#include "collectors/postgres/wal/series.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using scene::kNow;
using scene::value_of;

namespace {

struct Scene {
  Replication replication;
  Wal wal;
  bool in_recovery = false;
  scene::Server server;

  Snapshot snapshot() const {
    Snapshot snapshot = server.snapshot();
    auto& facts = std::get<postgres::Facts>(snapshot.facts);
    facts.identity.in_recovery = in_recovery;
    facts.replication = std::make_shared<const Replication>(replication);
    facts.wal = std::make_shared<const Wal>(wal);
    return snapshot;
  }

  std::vector<Finding> see(const Rule& rule) const {
    const Snapshot now = snapshot();
    return rule.inspect(View{now, server.history});
  }

  bool can_clear(const Rule& rule, const std::string& key, Seconds seen_ago = Seconds(1)) const {
    const Snapshot now = snapshot();
    Incident incident;
    incident.key = key;
    incident.last_seen = now.taken - seen_ago;
    return rule.can_clear(View{now, server.history}, incident);
  }
};

Standby standby(double lag, std::int64_t unsent, std::int64_t unflushed, std::int64_t unreplayed) {
  Standby standby;
  standby.application = "replica1";
  standby.client = "10.0.0.2";
  standby.state = "streaming";
  standby.unsent = unsent;
  standby.unflushed = unflushed;
  standby.unreplayed = unreplayed;
  standby.lag = Lag{Seconds(lag), false};
  return standby;
}

std::vector<Finding> see(const Standby& standby) {
  Scene scene;
  scene.replication.streaming = Streaming{kNow, {standby}, std::nullopt};
  return scene.see(ReplicationLag{ReplicationLagConfig{}});
}

std::vector<Finding> see(const Recovery& recovery) {
  Scene scene;
  scene.in_recovery = true;
  scene.replication.streaming = Streaming{kNow, {}, recovery};
  return scene.see(ReplicationLag{ReplicationLagConfig{}});
}

Slot slot() {
  Slot slot;
  slot.name = "old_standby";
  slot.retained = (64_MiB).count;
  slot.wal_status = "reserved";
  slot.inactive_since = kNow - Seconds(60);
  return slot;
}

std::vector<Finding> see(const Slot& slot, bool in_recovery = false) {
  Scene scene;
  scene.in_recovery = in_recovery;
  scene.replication.slots = Slots{kNow, {slot}};
  return scene.see(ReplicationSlot{ReplicationSlotConfig{}});
}

Archiver archiver() {
  Archiver archiver;
  archiver.taken = kNow;
  archiver.on = archiver.has_command = true;
  archiver.archived = 7;
  archiver.last_archived = kNow - Seconds(7200);
  archiver.last_archived_file = "000000010000000000000006";
  archiver.last_failed_file = "000000010000000000000007";
  archiver.last_failed = kNow - Seconds(20);
  archiver.failed = 93;
  archiver.waiting = (48_MiB).count;
  return archiver;
}

std::vector<Finding> see(const Archiver& archiver) {
  Scene scene;
  scene.wal.archiver = archiver;
  return scene.see(ArchiverRule{ArchiverConfig{}});
}

Scene with_checkpoints(const std::vector<double>& timed, const std::vector<double>& requested, Bytes written) {
  Scene scene;
  scene.wal.checkpoints = Checkpoints{};
  scene.wal.checkpoints->max_wal_size = (1_GiB).count;
  scene.server.remember(std::string(kTimedCheckpointsSeries), timed);
  scene.server.remember(std::string(kRequestedCheckpointsSeries), requested);
  scene.server.remember(std::string(kWalBytesSeries), {0, static_cast<double>(written.count)});
  return scene;
}

const CheckpointsRule kCheckpoints{CheckpointsConfig{}};

}  // namespace

TEST_CASE("a standby that falls behind is told by its name, and what it is slow at") {
  const Finding finding = see(standby(30, 0, 4096, (80_MiB).count)).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.key == "replica1/10.0.0.2");
  CHECK(finding.since == kNow - Seconds(30));
  CHECK(finding.summary == "standby replica1 (10.0.0.2) is 30 s behind, and lacks 80 MiB of WAL");
  CHECK(finding.remedy.find("pg_wal_replay_resume()") != std::string::npos);
  CHECK(value_of(finding.evidence.at(0), "not replayed") == "80 MiB");

  CHECK(see(standby(60, 0, 0, 1)).at(0).severity == Severity::critical);
  CHECK(see(standby(30, 90, 95, 100)).at(0).remedy.find("network") != std::string::npos);
  CHECK(see(standby(30, 0, 95, 100)).at(0).remedy.find("disk") != std::string::npos);
  CHECK(see(standby(7, 0, 0, 1)).at(0).severity == Severity::none);
  CHECK(see(standby(4, 0, 0, 1)).empty());
}

TEST_CASE("a standby keeps its incident over its connections by its slot") {
  Standby with_slot = standby(30, 0, 0, 1);
  with_slot.slot = "replica_1";
  CHECK(see(with_slot).at(0).key == "slot replica_1");
}

TEST_CASE("a standby that went is a warning at most, for somebody may have taken it away") {
  Standby gone = standby(600, 0, 0, 1);
  gone.gone = kNow - Seconds(600);
  gone.state = "gone";
  const Finding finding = see(gone).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary.find("is not connected any more for 10 min") != std::string::npos);
}

TEST_CASE("a standby that nobody remembers after a restart of the agent is not known to be back, for an hour") {
  Scene scene;
  const ReplicationLag rule{ReplicationLagConfig{}};
  const Standby known = standby(0, 0, 0, 0);
  scene.replication.streaming = Streaming{kNow, {}, std::nullopt};
  CHECK_FALSE(scene.can_clear(rule, identity_of(known), Seconds(3599)));
  CHECK(scene.can_clear(rule, identity_of(known), Seconds(3600)));
  CHECK(scene.can_clear(rule, ""));  // the lag of the server itself, a standby
  scene.replication.streaming->standbys = {known};
  CHECK(scene.can_clear(rule, identity_of(known)));
}

TEST_CASE("of a standby whose lag is not known nothing is said") {
  Standby backup = standby(0, 0, 0, 0);
  backup.lag.reset();
  CHECK(see(backup).empty());
}

TEST_CASE("a standby that is watched itself says why it is behind") {
  Recovery recovery;
  recovery.unreplayed = 4096;
  recovery.lag = Lag{Seconds(20), false};
  recovery.receiver = Receiver{"streaming", "db1", 5432, std::nullopt};
  CHECK(see(recovery).at(0).summary == "standby main is 20 s behind");
  CHECK(value_of(see(recovery).at(0).evidence.at(0), "sender") == "db1:5432");
  recovery.replay_paused = true;
  CHECK(see(recovery).at(0).summary == "standby main is 20 s behind: replay is paused");
  CHECK(see(recovery).at(0).remedy == "SELECT pg_wal_replay_resume();");
  recovery.replay_paused = false;
  recovery.cut_off = kNow - Seconds(20);
  recovery.lag->at_least = true;
  CHECK(see(recovery).at(0).summary == "standby main is at least 20 s behind: it receives no WAL");
  recovery.lag.reset();
  CHECK(see(recovery).empty());
}

TEST_CASE("a slot that nobody uses is a warning after a while, whatever it keeps") {
  Slot idle = slot();
  CHECK(see(idle).empty());
  idle.inactive_since = kNow - Seconds(300);
  idle.inactive_at_least = true;
  const Finding finding = see(idle).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.since == kNow - Seconds(300));
  CHECK(finding.summary ==
        "replication slot old_standby keeps 64 MiB of WAL and nobody has used it for at least 5 min");
  CHECK(finding.remedy ==
        "Bring its standby back; or, only if it never comes back (it would have to be built anew), SELECT "
        "pg_drop_replication_slot('old_standby');");

  Slot copy = idle;
  copy.synced = true;
  CHECK(see(copy).empty());
  CHECK(see(idle, true).empty());  // on a standby it waits for a promotion
  Slot nothing = idle;
  nothing.retained.reset();
  CHECK(see(nothing).empty());
  Slot temporary = idle;
  temporary.temporary = true;
  CHECK(see(temporary).empty());
}

TEST_CASE("a slot that nobody watched for long enough is not known to be used again") {
  Scene scene;
  const ReplicationSlot rule{ReplicationSlotConfig{}};
  const auto can_clear = [&](const Slot& slot) {
    scene.replication.slots = Slots{kNow, {slot}};
    return scene.can_clear(rule, slot.name);
  };
  Slot idle = slot();
  idle.inactive_since = kNow - Seconds(10);
  idle.inactive_at_least = true;
  CHECK(see(idle).empty());
  CHECK_FALSE(can_clear(idle));
  idle.inactive_at_least = false;  // 17 and later know when it was left
  CHECK(can_clear(idle));
  idle.inactive_since.reset();
  CHECK_FALSE(can_clear(idle));
  idle.active = true;
  CHECK(can_clear(idle));
  scene.replication.slots = Slots{kNow, {}};
  CHECK(scene.can_clear(rule, "dropped"));
}

TEST_CASE("a slot that keeps much WAL is told by how much, used or not") {
  Slot slow = slot();
  slow.inactive_since.reset();
  slow.active = true;
  slow.active_pid = 4242;
  slow.retained = (1_GiB).count;
  CHECK(see(slow).at(0).severity == Severity::warning);
  CHECK(see(slow).at(0).summary == "replication slot old_standby keeps 1.0 GiB of WAL");
  CHECK(see(slow).at(0).remedy.find("pg_stat_replication WHERE pid = 4242") != std::string::npos);
  slow.retained = (10_GiB).count;
  CHECK(see(slow).at(0).severity == Severity::critical);
}

TEST_CASE("a slot that may soon be lost, or is, is critical") {
  Slot scarce = slot();
  scarce.keep_limit = (1_GiB).count;
  scarce.safe_wal_size = (205_MiB).count;
  CHECK(see(scarce).empty());
  scarce.safe_wal_size = (204_MiB).count;
  CHECK(see(scarce).at(0).severity == Severity::critical);
  CHECK(see(scarce).at(0).summary.ends_with("it is soon lost, for it may keep 1.0 GiB"));

  Slot unreserved = slot();
  unreserved.wal_status = "unreserved";
  CHECK(see(unreserved).at(0).severity == Severity::critical);

  Slot lost = slot();
  lost.wal_status = "lost";
  CHECK(see(lost).at(0).severity == Severity::critical);
  CHECK(see(lost).at(0).remedy.starts_with("SELECT pg_drop_replication_slot('old_standby');"));
  Slot invalidated = slot();
  invalidated.logical = true;
  invalidated.database = "shop";
  invalidated.invalidation_reason = "idle_timeout";
  CHECK(see(invalidated).at(0).summary ==
        "replication slot old_standby is lost: WAL that its subscriber needs is gone");
  CHECK(see(invalidated).at(0).remedy.starts_with("in database shop: "));
}

TEST_CASE("an archiver that fails is told by since when, by the file and by what works by hand") {
  Archiver failing = archiver();
  CHECK(see(failing).empty());
  failing.failing_since = kNow - Seconds(400);
  const Finding finding = see(failing).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.since == kNow - Seconds(400));
  CHECK(finding.summary ==
        "WAL could not be archived for 6 min 40 s: it fails on 000000010000000000000007; the last one was "
        "archived 2 "
        "h ago");
  CHECK(value_of(finding.evidence.at(0), "failures") == "93");
  CHECK(value_of(finding.evidence.at(0), "waits to be archived") == "48 MiB");
  CHECK(finding.remedy.find("pg_wal/000000010000000000000007 for %p") != std::string::npos);

  failing.failing_since = kNow - Seconds(1800);
  CHECK(see(failing).at(0).severity == Severity::critical);
  failing.failing_since = kNow - Seconds(10);
  CHECK(see(failing).at(0).severity == Severity::none);  // keeps an incident, opens none
  failing.on = false;
  CHECK(see(failing).empty());
}

TEST_CASE("archive_mode without a command is told as such") {
  Archiver unset = archiver();
  unset.has_command = false;
  unset.failing_since = kNow - Seconds(400);
  CHECK(see(unset).at(0).summary.find("archive_mode is on without an archive_command") != std::string::npos);
  CHECK(see(unset).at(0).remedy.starts_with("ALTER SYSTEM SET archive_command"));
}

TEST_CASE("an archiver that never archived anything is worth knowing after a while") {
  Archiver never = archiver();
  never.archived = 0;
  never.last_archived.reset();
  never.reset = kNow - Seconds(1799);
  CHECK(see(never).empty());
  never.reset = kNow - Seconds(1800);
  CHECK(see(never).at(0).severity == Severity::info);
  CHECK(see(never).at(0).summary.find("no WAL file was archived in 30 min") != std::string::npos);
}

TEST_CASE("checkpoints that WAL forces ask for twice the room") {
  const Scene scene = with_checkpoints({0, 1, 2, 2, 2}, {0, 1, 2, 3, 4}, 3_GiB);
  const Finding finding = scene.see(kCheckpoints).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "4 of 6 checkpoints in the last 30 min came before their time, for WAL reaches max_wal_size, 1.0 GiB");
  CHECK(finding.remedy.starts_with("ALTER SYSTEM SET max_wal_size = '2048MB';"));
  CHECK(value_of(finding.evidence.at(0), "timed") == "2");
}

TEST_CASE("checkpoints without the WAL for them were asked for by somebody") {
  const Finding finding = with_checkpoints({0, 0}, {0, 6}, 100_MiB).see(kCheckpoints).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary.ends_with("for somebody asks for them"));
  CHECK(finding.remedy.find("max_wal_size") == std::string::npos);
}

TEST_CASE("few checkpoints, timed ones and those of a standby are nothing to tell") {
  CHECK(with_checkpoints({0, 0}, {0, 5}, 3_GiB).see(kCheckpoints).empty());
  CHECK(with_checkpoints({0, 20}, {0, 6}, 3_GiB).see(kCheckpoints).empty());
  Scene standby = with_checkpoints({0, 0}, {0, 9}, 3_GiB);
  standby.wal.checkpoints->in_recovery = true;
  CHECK(standby.see(kCheckpoints).empty());
  CHECK(Scene(with_checkpoints({}, {}, 0_MiB)).see(kCheckpoints).empty());
}

TEST_CASE("a reload begins the counting anew, which is no checkpoint") {
  CHECK(with_checkpoints({0, 0, 0}, {0, 5, 0}, 3_GiB).see(kCheckpoints).empty());
  CHECK(with_checkpoints({0, 0, 0, 0}, {0, 5, 0, 1}, 3_GiB).see(kCheckpoints).size() == 1);
}

TEST_CASE("checkpoints of before the window do not count") {
  std::vector<double> requested(500, 9.0);
  requested[0] = 0;  // all nine came 40 minutes ago
  requested[1] = 9;
  CHECK(with_checkpoints(std::vector<double>(500, 0.0), requested, 3_GiB).see(kCheckpoints).empty());
}
