#include "collectors/postgres/replication/followers.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

bool is_connected(const std::optional<Receiver>& receiver) {
  return receiver && (receiver->status == "streaming" || receiver->status.empty());
}

// One that replays, and is meant to stay: pg_basebackup and pg_receivewal are gone when they are done, and of
// subscribers their slots tell.
bool is_lasting(const StandbyRow& row) {
  return !row.standby.logical && row.replayed;
}

Lag lag_of(const Standby& standby, const LagTracker& tracker) {
  if (standby.unreplayed == 0) return {};
  const Seconds measured = standby.replay_lag.value_or(Seconds(0));
  const Seconds seen = tracker.behind();
  return {std::max(measured, seen), seen > measured && !tracker.measured()};
}

}  // namespace

Streaming Followers::look(Position position, std::vector<StandbyRow> rows) {
  Streaming streaming;
  streaming.taken = position.taken;
  for (StandbyRow& row : rows) {
    std::string identity = identity_of(row.standby);
    while (followers_.contains(identity) && followers_[identity].seen == position.taken) identity += "+";
    Follower& follower = followers_[identity];
    follower.seen = position.taken;
    follower.row = row;
    if (row.replayed) {
      follower.tracker.look(row.end, *row.replayed, position.taken);
      row.standby.lag = lag_of(follower.row.standby, follower.tracker);
    }
    streaming.standbys.push_back(std::move(row.standby));
  }
  std::erase_if(followers_,
                [&](const auto& known) { return position.taken - known.second.seen > kStandbyRemembered; });
  add_gone(streaming.standbys, position.end, position.taken);
  if (position.recovery) {
    judge(*position.recovery, position);
    streaming.recovery = std::move(position.recovery);
  }
  return streaming;
}

// One under whose name another has come is not missed: a new pod, a new address.
void Followers::add_gone(std::vector<Standby>& standbys, std::int64_t end, TimePoint now) {
  const std::size_t connected = standbys.size();
  for (auto& [identity, follower] : followers_) {
    if (follower.seen == now || !is_lasting(follower.row)) continue;
    const std::string& name = follower.row.standby.application;
    const bool replaced =
        std::any_of(standbys.begin(), standbys.begin() + static_cast<std::ptrdiff_t>(connected),
                    [&](const Standby& standby) { return standby.application == name; });
    if (replaced) continue;
    Standby standby = follower.row.standby;
    follower.tracker.look(end, *follower.row.replayed, now);
    standby.state = "gone";
    standby.unreplayed = std::max<std::int64_t>(0, end - *follower.row.replayed);
    standby.unsent = standby.unwritten = standby.unflushed = std::nullopt;
    standby.write_lag = standby.flush_lag = standby.replay_lag = std::nullopt;
    standby.gone = follower.seen;
    standby.lag = Lag{Seconds(now - follower.seen), true};
    standbys.push_back(std::move(standby));
  }
}

void Followers::judge(Recovery& recovery, const Position& position) {
  own_.look(position.end, position.replayed.value_or(position.end), position.taken);
  if (recovery.unreplayed == 0) {
    recovery.lag = Lag{};
  } else if (own_.measured() || !recovery.last_replayed) {
    recovery.lag = Lag{own_.behind(), !own_.measured()};
  } else {
    recovery.lag = Lag{std::max(Seconds(0), Seconds(position.taken - *recovery.last_replayed)), false};
  }

  if (is_connected(recovery.receiver)) {
    last_connected_ = position.taken;
    cut_off_.reset();
    return;
  }
  if (!position.has_primary.value_or(last_connected_.has_value())) {
    // It replays an archive, of whose newest file only the archive knows.
    if (recovery.unreplayed == 0) recovery.lag.reset();
    return;
  }
  if (!cut_off_) cut_off_ = last_connected_.value_or(position.taken);
  recovery.cut_off = cut_off_;
  const Seconds alone(position.taken - *cut_off_);
  if (alone >= recovery.lag->time) recovery.lag = Lag{alone, true};
}

}  // namespace lifeguard::postgres
