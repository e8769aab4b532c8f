#include "collectors/redis/parts.hpp"

#include <array>
#include <stdexcept>

#include "collectors/redis/client_list.hpp"
#include "collectors/redis/fields.hpp"
#include "collectors/redis/info.hpp"

namespace lifeguard::redis {
namespace {

constexpr std::size_t operator""_KB(unsigned long long n) {
  return static_cast<std::size_t>(n) << 10;
}
constexpr std::size_t operator""_MB(unsigned long long n) {
  return static_cast<std::size_t>(n) << 20;
}

bool always(const Info&) {
  return true;
}

bool holds_data(const Info& info) {
  return info.server.mode != "sentinel";
}

bool is_in_cluster(const Info& info) {
  return info.cluster_enabled;
}

// All versions of Valkey have what Redis 7.0 has.
bool has_histograms(const Info& info) {
  return holds_data(info) && major_of(info.server.version) >= 7;
}

const std::string& text_of(const Reply& reply) {
  if (reply.type != Reply::Type::text) throw std::runtime_error("an answer of unknown form");
  return reply.text;
}

void take_clients(const Reply& reply, TimePoint at, Watching& watching) {
  watching.facts.clients = read_clients(text_of(reply), watching.own_id, at);
}

void take_slowlog(const Reply& reply, TimePoint at, Watching& watching) {
  std::vector<SlowCommand> entries = read_slowlog(reply, watching.ahead);
  const bool is_longer = watching.slowlog_missing > 0;
  watching.slowlog_missing = is_longer ? 0 : watching.slowlog.missing(entries);
  if (watching.slowlog_missing > 0) return;
  watching.slowlog.take(std::move(entries), at);
  watching.facts.slowlog = watching.slowlog.log();
}

void take_latency(const Reply& reply, TimePoint at, Watching& watching) {
  watching.facts.latencies = watching.latency.look(read_histograms(reply), at);
}

void take_cluster(const Reply& reply, TimePoint, Watching& watching) {
  watching.facts.cluster = read_cluster(Fields::of_lines(text_of(reply)));
}

void take_memory_stats(const Reply& reply, TimePoint, Watching& watching) {
  constexpr std::size_t kMost = 64;
  MemoryStats stats;
  for (std::size_t i = 0; i + 1 < reply.items.size() && stats.values.size() < kMost; i += 2) {
    const Reply& value = reply.items[i + 1];
    if (value.type == Reply::Type::integer) {
      stats.values[reply.items[i].text] = static_cast<double>(value.integer);
    } else if (const auto number = number_in<double>(value.text)) {
      stats.values[reply.items[i].text] = *number;
    }
  }
  watching.facts.memory_stats = std::move(stats);
}

using enum Part::Pace;

constexpr std::array kParts{
    Part{"info", "info", "INFO", 4_MB, usual, always,
         [](const Reply& reply, TimePoint at, Watching& watching) { take_info(text_of(reply), at, watching); },
         [](Facts& facts) {
           facts.info.reset();
           facts.sentinel.reset();
           facts.hit_ratio.reset();
         }},
    Part{"clients", "client|list", "CLIENT LIST", 16_MB, long_list, always, take_clients,
         [](Facts& facts) { facts.clients.reset(); }},
    Part{"slowlog", "slowlog|get", "SLOWLOG GET", 4_MB, usual, holds_data, take_slowlog,
         [](Facts& facts) { facts.slowlog.reset(); }},
    Part{"latency", "latency|histogram", "LATENCY HISTOGRAM", 4_MB, usual, has_histograms, take_latency,
         [](Facts& facts) { facts.latencies.reset(); }},
    Part{"memory_stats", "memory|stats", "MEMORY STATS", 1_MB, slow, holds_data, take_memory_stats,
         [](Facts& facts) { facts.memory_stats.reset(); }},
    Part{"cluster", "cluster|info", "CLUSTER INFO", 64_KB, usual, is_in_cluster, take_cluster,
         [](Facts& facts) { facts.cluster.reset(); }},
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  for_each_piece(text, ' ', [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

// Before 7.0 one section at a time can be asked for, or all; what else there is costs more to write than to
// read.
std::vector<std::string> info_words(const Facts& facts) {
  const bool takes_names = facts.info && major_of(facts.info->server.version) >= 7;
  if (!takes_names) return {"INFO", "all"};
  return split(
      "INFO server clients memory persistence stats replication cpu commandstats errorstats cluster keyspace "
      "sentinel");
}

}  // namespace

std::span<const Part> parts() {
  return kParts;
}

std::vector<std::string> words_of(const Part& part, const Facts& facts) {
  if (part.name == "info") return info_words(facts);
  std::vector<std::string> words = split(part.command);
  if (part.name == "slowlog") words.emplace_back("8");
  return words;
}

std::vector<std::string> longer_slowlog(int entries) {
  return {"SLOWLOG", "GET", std::to_string(entries)};
}

}  // namespace lifeguard::redis
