#include "collectors/postgres/replication/followers.hpp"

#include "collectors/postgres/replication/slots_part.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

TimePoint at(double second) {
  return TimePoint{} + Seconds(1'000'000 + second);
}

StandbyRow standby(std::int64_t end, std::int64_t replayed, const char* client = "10.0.0.2") {
  StandbyRow row;
  row.standby.application = "replica";
  row.standby.client = client;
  row.standby.state = "streaming";
  row.standby.unreplayed = end - replayed;
  row.end = end;
  row.replayed = replayed;
  return row;
}

Position primary(std::int64_t end, double second) {
  Position position;
  position.taken = at(second);
  position.end = end;
  return position;
}

Position on_standby(std::int64_t received, std::int64_t replayed, double second) {
  Position position = primary(received, second);
  position.replayed = replayed;
  position.has_primary = true;
  position.recovery.emplace();
  position.recovery->unreplayed = received - replayed;
  position.recovery->last_replayed = at(-3600);
  position.recovery->receiver = Receiver{"streaming", "db", 5432, std::nullopt};
  return position;
}

}  // namespace

TEST_CASE("the server's replay_lag stands still with the standby, and ours goes on") {
  Followers followers;
  followers.look(primary(100, 0), {standby(100, 100)});
  StandbyRow stuck = standby(900, 100);
  stuck.standby.replay_lag = Seconds(0.002);
  followers.look(primary(900, 10), {stuck});
  const Streaming streaming = followers.look(primary(900, 100), {stuck});
  REQUIRE(streaming.standbys.size() == 1);
  CHECK(streaming.standbys[0].lag->time == Seconds(90));
  CHECK_FALSE(streaming.standbys[0].lag->at_least);
}

TEST_CASE("a standby that has everything is not behind, whatever the server measured last") {
  Followers followers;
  StandbyRow idle = standby(100, 100);
  idle.standby.replay_lag = Seconds(70);
  CHECK(followers.look(primary(100, 0), {idle}).standbys[0].lag->time == Seconds(0));
}

TEST_CASE("of one that replays nothing no lag is known") {
  Followers followers;
  StandbyRow backup = standby(100, 0);
  backup.replayed.reset();
  backup.standby.unreplayed.reset();
  CHECK_FALSE(followers.look(primary(100, 0), {backup}).standbys[0].lag);
  CHECK(followers.look(primary(100, 10), {}).standbys.empty());  // and it is not missed
}

TEST_CASE("a standby that went is missed for an hour, unless another came under its name") {
  Followers followers;
  followers.look(primary(100, 0), {standby(100, 90)});
  const Streaming streaming = followers.look(primary(400, 30), {});
  REQUIRE(streaming.standbys.size() == 1);
  CHECK(streaming.standbys[0].gone == at(0));
  CHECK(streaming.standbys[0].lag->time == Seconds(30));
  CHECK(streaming.standbys[0].unreplayed == 310);

  const Streaming replaced = followers.look(primary(400, 60), {standby(400, 400, "10.0.0.9")});
  REQUIRE(replaced.standbys.size() == 1);
  CHECK_FALSE(replaced.standbys[0].gone);
  CHECK(followers.look(primary(400, 3700), {standby(400, 400, "10.0.0.9")}).standbys.size() == 1);
}

TEST_CASE("two standbys of one name and address are two") {
  Followers followers;
  const Streaming streaming = followers.look(primary(100, 0), {standby(100, 100), standby(100, 50)});
  CHECK(streaming.standbys.size() == 2);
}

TEST_CASE("an idle primary is no lag of its standby, and its first transaction after hours is none either") {
  Followers followers;
  CHECK(followers.look(on_standby(100, 100, 0), {}).recovery->lag->time == Seconds(0));
  CHECK(followers.look(on_standby(200, 100, 10), {}).recovery->lag->time == Seconds(0));
  CHECK(followers.look(on_standby(300, 100, 30), {}).recovery->lag->time == Seconds(20));
}

TEST_CASE("a standby that was behind before we looked is so since its last transaction") {
  Followers followers;
  CHECK(followers.look(on_standby(200, 100, 0), {}).recovery->lag->time == Seconds(3600));
}

TEST_CASE("a standby to which nobody sends is behind though it has replayed all it has") {
  Followers followers;
  followers.look(on_standby(100, 100, 0), {});
  Position alone = on_standby(100, 100, 40);
  alone.recovery->receiver.reset();
  const Recovery recovery = *followers.look(alone, {}).recovery;
  CHECK(recovery.cut_off == at(0));
  CHECK(recovery.lag->time == Seconds(40));
  CHECK(recovery.lag->at_least);

  Position starting = on_standby(100, 100, 50);
  starting.recovery->receiver->status = "starting";
  CHECK(followers.look(starting, {}).recovery->lag->time == Seconds(50));
  CHECK_FALSE(followers.look(on_standby(100, 100, 60), {}).recovery->cut_off);
}

TEST_CASE("one that replays an archive is not cut off, and how far it is behind is not known") {
  Followers followers;
  Position archive = on_standby(100, 100, 0);
  archive.has_primary = false;
  archive.recovery->receiver.reset();
  const Recovery recovery = *followers.look(archive, {}).recovery;
  CHECK_FALSE(recovery.cut_off);
  CHECK_FALSE(recovery.lag);
}

TEST_CASE("a slot is inactive since the server says so, or at least since we saw it") {
  InactiveSlots inactive;
  Slot told, silent, used;
  told.name = "told";
  told.inactive_since = at(-500);
  silent.name = "silent";
  used.name = "used";
  used.active = true;
  Slots slots{at(0), {told, silent, used}};
  inactive.look(slots);
  slots = {at(20), {told, silent, used}};
  inactive.look(slots);
  CHECK(slots.all[0].inactive_since == at(-500));
  CHECK_FALSE(slots.all[0].inactive_at_least);
  CHECK(slots.all[1].inactive_since == at(0));
  CHECK(slots.all[1].inactive_at_least);
  CHECK_FALSE(slots.all[2].inactive_since);

  silent.active = true;
  slots = {at(30), {silent}};
  inactive.look(slots);
  silent.active = false;
  slots = {at(40), {silent}};
  inactive.look(slots);
  CHECK(slots.all[0].inactive_since == at(40));
}
