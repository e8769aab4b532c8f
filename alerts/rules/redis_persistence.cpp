#include "alerts/rules/redis_persistence.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"

namespace lifeguard {
namespace {

using redis::Persistence;

// How often it refused since its start tells of this failure too: it refuses only while one lasts, and the
// setting that makes it do so is rarely changed.
std::int64_t writes_refused(const redis::Facts& facts) {
  const auto refused = facts.info->errors.find("MISCONF");
  return refused == facts.info->errors.end() ? 0 : refused->second;
}

bool refuses_writes(const redis::Facts& facts) {
  return writes_refused(facts) > 0 || (facts.probe && facts.probe->refused.starts_with("MISCONF"));
}

std::string unsaved(const Persistence& persistence, TimePoint now) {
  std::string text = counted(static_cast<std::size_t>(persistence.changes_since_save), "change");
  text += persistence.changes_since_save == 1 ? " is" : " are";
  text += " not saved";
  if (persistence.last_save)
    text += ", the last save is of " + in_words(std::max(Seconds(now - *persistence.last_save), Seconds(0))) +
            " ago";
  return text;
}

Evidence evidence_of(const redis::Facts& facts) {
  const Persistence& persistence = *facts.info->persistence;
  Evidence evidence{{"changes since the last save", std::to_string(persistence.changes_since_save)}};
  if (persistence.last_save) evidence.emplace_back("last save", rfc3339(*persistence.last_save));
  if (persistence.last_save_took) evidence.emplace_back("it took", in_words(*persistence.last_save_took));
  evidence.emplace_back("last BGSAVE", persistence.last_save_ok ? "ok" : "failed");
  evidence.emplace_back("AOF", persistence.aof ? "on" : "off");
  if (persistence.aof) {
    evidence.emplace_back("last AOF write", persistence.last_aof_write_ok ? "ok" : "failed");
    evidence.emplace_back("last AOF rewrite", persistence.last_aof_rewrite_ok ? "ok" : "failed");
  }
  if (writes_refused(facts) > 0)
    evidence.emplace_back("refused since its start", std::to_string(writes_refused(facts)));
  return evidence;
}

constexpr Seconds kSameInstant{5};  // of two that are told in whole seconds

struct Fault {
  std::string key;
  Severity severity;
  std::string summary, remedy;
};

constexpr const char* kDisk =
    "Redis's log says why: most often the disk is full, the directory cannot be written (CONFIG GET dir), or "
    "the "
    "fork lacks memory (vm.overcommit_memory = 1). ";

std::vector<Fault> faults_of(const redis::Facts& facts, TimePoint now, Seconds save_age) {
  const Persistence& persistence = *facts.info->persistence;
  std::vector<Fault> faults;
  if (!persistence.last_save_ok) {
    const bool refused = refuses_writes(facts);
    faults.push_back(
        {"save", refused ? Severity::critical : Severity::warning,
         "the last save failed" + std::string(refused ? ", and Redis refuses writes for it (MISCONF)" : "") +
             ": " + unsaved(persistence, now),
         std::string(kDisk) +
             "Then BGSAVE; writes go on once it has succeeded. Where the data may be lost, CONFIG SET "
             "stop-writes-on-bgsave-error no lets them go on at once."});
  }
  if (persistence.aof && !persistence.last_aof_write_ok) {
    faults.push_back({"aof write", Severity::critical,
                      "the append-only file cannot be written, and Redis refuses writes meanwhile (MISCONF)",
                      std::string(kDisk) + "Redis tries again by itself every second."});
  }
  if (persistence.aof && !persistence.last_aof_rewrite_ok) {
    std::string times;
    if (persistence.aof_rewrite_failures > 1)
      times = " " + std::to_string(persistence.aof_rewrite_failures) + " times in a row";
    faults.push_back(
        {"aof rewrite", Severity::warning,
         "the append-only file could not be rewritten" + times + ": it grows, and the next start takes longer",
         std::string(kDisk) + "Then BGREWRITEAOF."});
  }
  // A server that has not saved since its start does not mean to: until then that is its last save, and how
  // long one took is told of copies for replicas too. With an AOF the data is there.
  const bool has_saved = persistence.last_save && persistence.last_save_took &&
                         *persistence.last_save > facts.info->server.started + kSameInstant;
  const bool saves = has_saved && !persistence.aof;
  if (saves && persistence.last_save_ok && persistence.changes_since_save > 0 &&
      now - *persistence.last_save >= save_age) {
    faults.push_back({"save age", Severity::warning, unsaved(persistence, now),
                      "BGSAVE  -- now; and CONFIG GET save: does it say when to do so by itself?"});
  }
  return faults;
}

}  // namespace

bool RedisPersistence::can_judge(const Snapshot& snapshot) const {
  const redis::Info* info = redis_info(snapshot);
  // While it loads its data, nothing is known of saving.
  return info && info->persistence && !info->persistence->loading;
}

std::vector<Finding> RedisPersistence::inspect(const View& now) const {
  const redis::Facts& facts = *redis_facts(now.snapshot);
  std::vector<Finding> findings;
  for (Fault& fault : faults_of(facts, now.snapshot.taken, config_.save_age)) {
    Finding finding;
    finding.key = std::move(fault.key);
    finding.severity = fault.severity;
    finding.since = now.snapshot.taken;
    finding.summary = std::move(fault.summary);
    finding.evidence.push_back(evidence_of(facts));
    finding.remedy = std::move(fault.remedy);
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
