#include "alerts/rules/redis_client_buffers.hpp"

#include <algorithm>

#include "alerts/rules/redis_holders.hpp"

namespace lifeguard {
namespace {

// By the list of clients, or by MEMORY STATS of the last minute: what either saw, for both are seldom asked.
Bytes memory_of_clients(const redis::Facts& facts) {
  Bytes by_list, by_stats;
  if (facts.clients) {
    for (const redis::ClientGroup& group : facts.clients->groups) by_list.count += group.memory.count;
  }
  if (facts.memory_stats) {
    const auto& values = facts.memory_stats->values;
    const auto normal = values.find("clients.normal");
    if (normal != values.end()) by_stats.count = static_cast<std::int64_t>(normal->second);
  }
  return std::max(by_list, by_stats);
}

bool outweigh(Bytes clients, Bytes data, Bytes used) {
  return clients > data && clients.count >= used.count / 4;
}

}  // namespace

void blame_client_buffers(const redis::Facts& facts, Finding& finding) {
  if (!facts.info || !facts.info->memory || !facts.info->memory->dataset) return;
  const redis::Memory& memory = *facts.info->memory;
  const Bytes clients = memory_of_clients(facts), data = *memory.dataset;
  if (!outweigh(clients, data, memory.used)) return;

  finding.summary +=
      "; it is not the keys: buffers of clients take " + in_words(clients) + ", the data " + in_words(data);
  if (facts.clients) {
    auto holders = groups_with_most_memory(*facts.clients);
    const std::size_t room = kMaxEvidence - std::min(kMaxEvidence, finding.evidence.size());
    holders.resize(std::min(room, holders.size()));
    std::move(holders.begin(), holders.end(), std::back_inserter(finding.evidence));
  }
  finding.remedy =
      "CLIENT LIST  -- omem and tot-mem tell who does not read its answers: CLIENT KILL ID … ends it; read "
      "large "
      "values in steps. CONFIG SET maxmemory-clients 10%  -- since 7.0 has Redis cut off those with the most; "
      "before, client-output-buffer-limit \"normal 64mb 32mb 60\". More maxmemory only gives them more room.";
}

}  // namespace lifeguard
