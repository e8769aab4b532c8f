#include "alerts/rules/pg_replication_lag.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/replication/facts.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

std::string lag_in_words(const Lag& lag) {
  return (lag.at_least ? "at least " : "") + in_words(lag.time);
}

void add_bytes(Evidence& evidence, const char* label, const std::optional<std::int64_t>& bytes) {
  if (bytes) evidence.emplace_back(label, in_words(Bytes{*bytes}));
}

Evidence evidence_of(const Standby& standby) {
  Evidence evidence{{"application", standby.application},
                    {"client", standby.client.empty() ? "local socket" : standby.client},
                    {"state", standby.state}};
  if (!standby.sync_state.empty()) evidence.emplace_back("sync state", standby.sync_state);
  if (!standby.slot.empty()) evidence.emplace_back("slot", standby.slot);
  add_bytes(evidence, "not sent", standby.unsent);
  add_bytes(evidence, "not flushed", standby.unflushed);
  add_bytes(evidence, "not replayed", standby.unreplayed);
  if (standby.replay_lag) evidence.emplace_back("replay_lag", in_words(*standby.replay_lag));
  return evidence;
}

// What lies between two stages is what the later one is slow at.
std::string remedy_for(const Standby& standby) {
  if (standby.gone) {
    return "See whether the standby runs and reaches this server: its log says why not. Without a slot it must "
           "come back before the WAL that it lacks is removed.";
  }
  if (standby.logical) {
    return "See the subscriber's log for a worker that fails, and there: SELECT * FROM pg_stat_subscription;";
  }
  const auto unsent = standby.unsent.value_or(0), unflushed = standby.unflushed.value_or(0),
             unreplayed = standby.unreplayed.value_or(0);
  if (unsent * 2 > unreplayed)
    return "The WAL is not sent: look at the network to it, and at wal_sender's CPU.";
  if (unflushed * 2 > unreplayed) return "The WAL is sent and not flushed there: look at the standby's disk.";
  return "On the standby: SELECT pg_is_wal_replay_paused();  -- if so, SELECT pg_wal_replay_resume(); else a "
         "query there may hold replay up: SELECT pid, xact_start, query FROM pg_stat_activity WHERE state <> "
         "'idle' ORDER BY xact_start;";
}

std::string summary_of(const Standby& standby) {
  const std::string missing =
      standby.unreplayed ? ", and lacks " + in_words(Bytes{*standby.unreplayed}) + " of WAL" : "";
  if (standby.gone) {
    return in_words(standby) + " is not connected any more for " + in_words(standby.lag->time) + missing;
  }
  return in_words(standby) + " is " + lag_in_words(*standby.lag) + " behind" + missing;
}

std::string cause_of(const Recovery& recovery) {
  if (recovery.replay_paused) return ": replay is paused";
  if (recovery.cut_off) return ": it receives no WAL";
  return "";
}

std::string remedy_for(const Recovery& recovery) {
  if (recovery.replay_paused) return "SELECT pg_wal_replay_resume();";
  if (recovery.cut_off) {
    return "See whether its primary runs and takes its connection: the standby's log says why not, and SHOW "
           "primary_conninfo; where it tries.";
  }
  return "SELECT pid, xact_start, state, query FROM pg_stat_activity WHERE state <> 'idle' ORDER BY "
         "xact_start;  "
         "-- a query may hold replay up for max_standby_streaming_delay; else its disk is too slow";
}

Evidence evidence_of(const Recovery& recovery) {
  Evidence evidence{{"not replayed", in_words(Bytes{recovery.unreplayed})},
                    {"replay paused", recovery.replay_paused ? "yes" : "no"}};
  if (recovery.last_replayed) {
    evidence.emplace_back("last transaction replayed", rfc3339(*recovery.last_replayed));
  }
  if (recovery.receiver) {
    if (!recovery.receiver->status.empty()) evidence.emplace_back("receiver", recovery.receiver->status);
    if (!recovery.receiver->host.empty()) {
      const std::string port = recovery.receiver->port ? ":" + std::to_string(*recovery.receiver->port) : "";
      evidence.emplace_back("sender", recovery.receiver->host + port);
    }
  } else {
    evidence.emplace_back("receiver", "none");
  }
  return evidence;
}

}  // namespace

std::vector<Finding> ReplicationLag::inspect(const View& now) const {
  const Streaming& streaming = *postgres_facts(now).replication->streaming;

  std::vector<Finding> findings;
  const auto add = [&](const std::string& key, Severity severity, Seconds behind, std::string summary,
                       Evidence evidence, std::string remedy) {
    Finding finding;
    finding.key = key;
    finding.severity = severity;
    finding.summary = std::move(summary);
    finding.since = now.snapshot.taken - behind;
    finding.evidence.push_back(std::move(evidence));
    finding.remedy = std::move(remedy);
    findings.push_back(std::move(finding));
  };

  for (const Standby& standby : streaming.standbys) {
    if (!standby.lag) continue;
    auto severity = judge(standby.lag->time, config_.lag);
    if (!severity) continue;
    // It may have been taken away on purpose.
    if (standby.gone) severity = std::min(*severity, Severity::warning);
    add(identity_of(standby), *severity, standby.lag->time, summary_of(standby), evidence_of(standby),
        remedy_for(standby));
  }
  if (const auto& recovery = streaming.recovery; recovery && recovery->lag) {
    if (const auto severity = judge(recovery->lag->time, config_.lag)) {
      add("", *severity, recovery->lag->time,
          "standby " + now.snapshot.target + " is " + lag_in_words(*recovery->lag) + " behind" +
              cause_of(*recovery),
          evidence_of(*recovery), remedy_for(*recovery));
    }
  }
  return worst_first(std::move(findings));
}

// After a restart of the agent nobody remembers that a standby was there and went.
bool ReplicationLag::can_clear(const View& now, const Incident& incident) const {
  const Streaming& streaming = *postgres_facts(now).replication->streaming;
  const bool is_followed =
      std::any_of(streaming.standbys.begin(), streaming.standbys.end(),
                  [&](const Standby& standby) { return identity_of(standby) == incident.key; });
  return incident.key.empty() || is_followed || now.snapshot.taken - incident.last_seen >= kStandbyRemembered;
}

}  // namespace lifeguard
