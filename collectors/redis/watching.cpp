#include "collectors/redis/watching.hpp"

#include "collectors/redis/info.hpp"

namespace lifeguard::redis {
namespace {

// Told in whole seconds, it would come out anew at each look.
void keep_start(const std::optional<Info>& before, Info& info) {
  if (before && before->server.run_id == info.server.run_id) info.server.started = before->server.started;
}

// Those with the most time come first. Who once has a series keeps it, so that none jumps.
void show_commands(const std::vector<CommandStats>& commands, std::set<std::string>& shown) {
  constexpr std::size_t kMostShown = 60;
  for (const CommandStats& command : commands) {
    if (shown.size() < kMostShown) shown.insert(command.command);
  }
}

}  // namespace

void Watching::server_restarted() {
  slowlog.server_restarted();
  latency.server_restarted();
  own_hits = own_misses = 0;
  ++facts.restarts;
}

void take_info(std::string_view text, TimePoint at, Watching& watching) {
  const Fields fields = Fields::of_lines(text);
  Info info = read_info(fields, at);
  if (!watching.run_id.empty() && watching.run_id != info.server.run_id) watching.server_restarted();
  watching.run_id = info.server.run_id;
  if (const auto clock = fields.integer("server_time_usec"))
    watching.ahead = TimePoint(std::chrono::microseconds(*clock)) - at;
  keep_start(watching.facts.info, info);
  if (info.persistence && info.persistence->last_save)
    info.persistence->last_save = *info.persistence->last_save - watching.ahead;
  if (info.stats) {
    info.stats->hits -= watching.own_hits;
    info.stats->misses -= watching.own_misses;
    watching.facts.hit_ratio = watching.hits.look(info.stats->hits, info.stats->misses, at);
  }
  show_commands(info.commands, watching.facts.shown_commands);
  watching.facts.sentinel = read_sentinel(fields);
  watching.facts.info = std::move(info);
}

}  // namespace lifeguard::redis
