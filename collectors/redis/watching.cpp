#include "collectors/redis/watching.hpp"

#include <algorithm>

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

void add_once(std::vector<std::string>& words, std::string_view word) {
  if (std::find(words.begin(), words.end(), word) == words.end()) words.emplace_back(word);
}

void take_out_ours(Stats& stats, Watching& watching) {
  const bool counts_anew = stats.hits < std::max(watching.all_hits, watching.own_hits) ||
                           stats.misses < std::max(watching.all_misses, watching.own_misses);
  if (counts_anew) watching.own_hits = watching.own_misses = 0;  // CONFIG RESETSTAT
  watching.all_hits = stats.hits;
  watching.all_misses = stats.misses;
  stats.hits -= watching.own_hits;
  stats.misses -= watching.own_misses;
}

}  // namespace

void Watching::denied(std::string_view rule) {
  add_once(facts.denied, rule);
}

void Watching::absent(std::string_view command) {
  add_once(facts.absent, command);
}

void Watching::allowed(std::string_view rule, std::string_view command) {
  std::erase(facts.denied, rule);
  std::erase(facts.absent, command);
}

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
    take_out_ours(*info.stats, watching);
    watching.facts.hit_ratio = watching.hits.look(info.stats->hits, info.stats->misses, at);
  }
  show_commands(info.commands, watching.facts.shown_commands);
  watching.facts.sentinel = read_sentinel(fields);
  watching.facts.info = std::move(info);
}

}  // namespace lifeguard::redis
