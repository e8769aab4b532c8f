#include "alerts/rules/pg_replication_slot.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/replication/facts.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

constexpr double kLittleLeft = 0.20;  // of what the slot may keep

struct Verdict {
  Severity severity;
  std::string what;
};

bool runs_out(const Slot& slot) {
  if (slot.wal_status == "unreserved") return true;
  return slot.safe_wal_size && slot.keep_limit &&
         static_cast<double>(*slot.safe_wal_size) < kLittleLeft * static_cast<double>(*slot.keep_limit);
}

bool holds_something(const Slot& slot) {
  return slot.retained || slot.unconfirmed;
}

std::string in_use(const Slot& slot, TimePoint now) {
  if (slot.active) return "";
  if (!slot.inactive_since) return " and nobody uses it";
  return std::string(" and nobody has used it for ") + (slot.inactive_at_least ? "at least " : "") +
         in_words(std::max(Seconds(0), Seconds(now - *slot.inactive_since)));
}

// On a standby a slot is often kept for the day when it is promoted.
bool is_unused(const Slot& slot, const postgres::Facts& facts) {
  return !slot.active && !slot.synced && !facts.identity.in_recovery && holds_something(slot);
}

std::string keeps(const Slot& slot) {
  return "keeps " + in_words(Bytes{slot.retained.value_or(0)}) + " of WAL";
}

Evidence evidence_of(const Slot& slot, TimePoint now) {
  Evidence evidence{{"slot", slot.name}, {"type", slot.logical ? "logical" : "physical"}};
  if (!slot.database.empty()) evidence.emplace_back("database", slot.database);
  evidence.emplace_back("active", slot.active ? "yes" : "no");
  if (slot.active_pid) evidence.emplace_back("pid", std::to_string(*slot.active_pid));
  if (slot.inactive_since) {
    evidence.emplace_back(slot.inactive_at_least ? "inactive for at least" : "inactive for",
                          in_words(std::max(Seconds(0), Seconds(now - *slot.inactive_since))));
  }
  if (slot.retained) evidence.emplace_back("keeps", in_words(Bytes{*slot.retained}));
  if (slot.unconfirmed) evidence.emplace_back("not confirmed", in_words(Bytes{*slot.unconfirmed}));
  if (!slot.wal_status.empty()) evidence.emplace_back("wal_status", slot.wal_status);
  if (slot.safe_wal_size) {
    evidence.emplace_back("until it may be lost",
                          in_words(Bytes{std::max<std::int64_t>(0, *slot.safe_wal_size)}));
  }
  if (!slot.invalidation_reason.empty()) evidence.emplace_back("invalidated by", slot.invalidation_reason);
  return evidence;
}

std::string user_of(const Slot& slot) {
  return slot.logical ? "subscriber" : "standby";
}

std::string drop(const Slot& slot) {
  const std::string where = slot.database.empty() ? "" : "in database " + slot.database + ": ";
  return where + "SELECT pg_drop_replication_slot('" + slot.name + "');";
}

std::string remedy_for(const Slot& slot) {
  if (is_lost(slot)) {
    return drop(slot) + "  -- it is of no use any more; its " + user_of(slot) +
           (slot.logical ? " has to copy its tables anew" : " has to be built anew (pg_basebackup)");
  }
  if (slot.active) {
    const std::string pid = slot.active_pid ? std::to_string(*slot.active_pid) : "…";
    return "SELECT * FROM pg_stat_replication WHERE pid = " + pid + ";  -- its " + user_of(slot) +
           " is too slow or stands still: mend it there";
  }
  return "Bring its " + user_of(slot) +
         " back; or, only if it never comes back (it would have to be built anew), " + drop(slot);
}

}  // namespace

std::vector<Finding> ReplicationSlot::inspect(const View& now) const {
  const postgres::Facts& facts = postgres_facts(now);
  const Slots& slots = *facts.replication->slots;

  std::vector<Finding> findings;
  for (const Slot& slot : slots.all) {
    if (slot.temporary) continue;
    const Seconds inactive = slot.inactive_since ? Seconds(slots.taken - *slot.inactive_since) : Seconds(0);
    const bool forgotten = is_unused(slot, facts) && inactive >= config_.inactive;
    const auto retained = judge(Bytes{slot.retained.value_or(0)}, config_.retained);

    std::optional<Verdict> verdict;
    if (is_lost(slot)) {
      verdict = {Severity::critical, "is lost: WAL that its " + user_of(slot) + " needs is gone"};
    } else if (runs_out(slot)) {
      verdict = {Severity::critical, keeps(slot) + in_use(slot, slots.taken) +
                                         "; it is soon lost, for it may keep " +
                                         (slot.keep_limit ? in_words(Bytes{*slot.keep_limit}) : "no more")};
    } else if (retained && *retained > Severity::none) {
      verdict = {*retained, keeps(slot) + in_use(slot, slots.taken)};
    } else if (forgotten) {
      verdict = {Severity::warning, keeps(slot) + in_use(slot, slots.taken)};
    } else if (retained) {
      verdict = {Severity::none, keeps(slot)};
    }
    if (!verdict) continue;

    Finding finding;
    finding.key = slot.name;
    finding.severity = verdict->severity;
    finding.summary = "replication slot " + slot.name + " " + verdict->what;
    finding.since = now.snapshot.taken - std::max(Seconds(0), inactive);
    finding.evidence.push_back(evidence_of(slot, slots.taken));
    finding.remedy = remedy_for(slot);
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

// After a restart of the agent nobody has watched it for long enough to say.
bool ReplicationSlot::can_clear(const View& now, const Incident& incident) const {
  const postgres::Facts& facts = postgres_facts(now);
  const auto& slots = facts.replication->slots->all;
  return std::none_of(slots.begin(), slots.end(), [&](const Slot& slot) {
    return slot.name == incident.key && is_unused(slot, facts) &&
           (slot.inactive_at_least || !slot.inactive_since);
  });
}

}  // namespace lifeguard
