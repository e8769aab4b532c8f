#include "collectors/postgres/replication/metrics.hpp"

#include "tests/catch.hpp"
#include "tests/unit/collectors/postgres/samples.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

Standby standby(const std::string& name, std::int64_t unreplayed, double lag) {
  Standby standby;
  standby.application = name;
  standby.client = "10.0.0.2";
  standby.state = "streaming";
  standby.sync_state = "async";
  standby.unreplayed = unreplayed;
  standby.lag = Lag{Seconds(lag), false};
  return standby;
}

}  // namespace

TEST_CASE("of standbys that go by one name the one that is furthest behind is shown, and all are counted") {
  Streaming streaming;
  streaming.standbys = {standby("a", 10, 1), standby("a", 700, 30), standby("b", 0, 0)};
  const auto seen = values(streaming_samples(streaming));
  CHECK(seen.at("lifeguard_pg_standbys|streaming|async") == 3);
  CHECK(seen.at("lifeguard_pg_replication_lag_bytes|a|10.0.0.2|replayed") == 700);
  CHECK(seen.at("lifeguard_pg_replication_lag_seconds|a|10.0.0.2") == 30);
  CHECK(seen.at("lifeguard_pg_replication_lag_seconds|b|10.0.0.2") == 0);
  CHECK_FALSE(seen.contains("lifeguard_pg_replication_lag_bytes|a|10.0.0.2|sent"));
  CHECK_FALSE(seen.contains("lifeguard_pg_replay_paused"));
}

TEST_CASE("the number of standbys and slots in labels is bounded") {
  Streaming streaming;
  Slots slots;
  for (int i = 0; i < 100; ++i) {
    streaming.standbys.push_back(standby("s" + std::to_string(i), i, i));
    Slot slot;
    slot.name = "s" + std::to_string(i);
    slot.retained = i;
    slots.all.push_back(slot);
  }
  CHECK(streaming_series(streaming).size() == 20);
  const auto seen = values(slot_samples(slots));
  CHECK(seen.size() == 50 * 3 + 1);
  CHECK(seen.at("lifeguard_pg_slot_retained_bytes|s99") == 99);
  CHECK(seen.at("lifeguard_pg_slot_retained_bytes|other") == 49);
  CHECK_FALSE(seen.contains("lifeguard_pg_slot_retained_bytes|s49"));
}

TEST_CASE("what is not known of a slot is absent") {
  Slot slot;
  slot.name = "orders";
  const auto seen = values(slot_samples({TimePoint{}, {slot}}));
  CHECK(seen.at("lifeguard_pg_slot_active|orders") == 0);
  CHECK(seen.at("lifeguard_pg_slot_lost|orders") == 0);
  CHECK(seen.size() == 2);
}

TEST_CASE("a standby says whether it receives, and how far it is behind, where that is known") {
  Streaming streaming;
  streaming.recovery = Recovery{};
  streaming.recovery->unreplayed = 5;
  auto seen = values(streaming_samples(streaming));
  CHECK(seen.at("lifeguard_pg_replay_lag_bytes") == 5);
  CHECK_FALSE(seen.contains("lifeguard_pg_replay_lag_seconds"));
  CHECK_FALSE(seen.contains("lifeguard_pg_wal_receiver_up"));
  streaming.recovery->receiver = Receiver{};
  CHECK(values(streaming_samples(streaming)).at("lifeguard_pg_wal_receiver_up") == 1);
  streaming.recovery->cut_off = TimePoint{};
  CHECK(values(streaming_samples(streaming)).at("lifeguard_pg_wal_receiver_up") == 0);
}
