#include "alerts/rules/redis_fragmentation.hpp"

#include <spdlog/fmt/fmt.h>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using redis::Memory;

constexpr double kSwapped = 0.9;  // of what is used is in memory

struct Fragmentation {
  double ratio;
  Bytes wasted;
};

std::optional<Fragmentation> fragmentation_of(const Memory& memory) {
  if (memory.allocator_frag_ratio && memory.allocator_frag)
    return Fragmentation{*memory.allocator_frag_ratio, *memory.allocator_frag};
  if (!memory.resident || memory.used.count <= 0) return std::nullopt;
  return Fragmentation{static_cast<double>(memory.resident->count) / static_cast<double>(memory.used.count),
                       Bytes{memory.resident->count - memory.used.count}};
}

Evidence evidence_of(const Memory& memory) {
  Evidence evidence{{"used", in_words(memory.used)}};
  if (memory.resident) evidence.emplace_back("resident", in_words(*memory.resident));
  if (memory.allocator_frag_ratio)
    evidence.emplace_back("allocator_frag_ratio", fmt::format("{:.2f}", *memory.allocator_frag_ratio));
  if (memory.allocator_frag) evidence.emplace_back("allocator_frag_bytes", in_words(*memory.allocator_frag));
  if (memory.peak) evidence.emplace_back("peak", in_words(*memory.peak));
  if (memory.defragmenting) evidence.emplace_back("defragments now", *memory.defragmenting ? "yes" : "no");
  return evidence;
}

}  // namespace

bool RedisFragmentation::can_judge(const Snapshot& snapshot) const {
  const redis::Info* info = redis_info(snapshot);
  return info && info->memory && fragmentation_of(*info->memory);
}

std::vector<Finding> RedisFragmentation::inspect(const View& now) const {
  const Memory& memory = *redis_info(now.snapshot)->memory;
  const Fragmentation fragmentation = *fragmentation_of(memory);
  std::vector<Finding> findings;
  const auto add = [&](const char* key, Severity severity, std::string summary, std::string remedy) {
    Finding finding;
    finding.key = key;
    finding.severity = severity;
    finding.since = now.snapshot.taken;
    finding.summary = std::move(summary);
    finding.evidence.push_back(evidence_of(memory));
    finding.remedy = std::move(remedy);
    findings.push_back(std::move(finding));
  };

  const auto severity = judge(fragmentation.ratio, config_.ratio);
  if (severity && fragmentation.wasted >= config_.wasted) {
    add("fragmented", *severity,
        fmt::format("holds {:.1f} times the memory that is in use: {} hold no data", fragmentation.ratio,
                    in_words(fragmentation.wasted)),
        "CONFIG SET activedefrag yes  -- moves values together beside the commands, where Redis was built with "
        "its jemalloc; MEMORY PURGE gives back pages that are empty already; else fail over and restart");
  }
  if (memory.resident) {
    const Bytes out{memory.used.count - memory.resident->count};
    const bool swapped =
        static_cast<double>(memory.resident->count) < kSwapped * static_cast<double>(memory.used.count);
    if (swapped && out >= config_.wasted) {
      add("swapped", Severity::warning,
          in_words(out) +
              " of what it uses is not in memory, most likely swapped out: commands that touch it wait "
              "for the disk",
          "CONFIG SET maxmemory …  -- less than the system has to spare, or move other processes away; "
          "grep VmSwap /proc/$(pidof redis-server)/status tells how much is swapped");
    }
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
