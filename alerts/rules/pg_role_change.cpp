#include "alerts/rules/pg_role_change.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/transitions.hpp"

namespace lifeguard {
namespace {

using namespace postgres;
using Kind = Transition::Kind;

std::string role_of(const Identity& identity) {
  return identity.in_recovery ? "standby" : "primary";
}

TimePoint running_since(const Identity& identity) {
  return std::max(identity.started, identity.processes_started.value_or(identity.started));
}

// The server's own time is in it, and so it is the same from every pod.
std::string key_of(const Transition& transition) {
  const std::string since = " " + rfc3339(running_since(transition.after));
  switch (transition.kind) {
    case Kind::restart:
      return "restart" + since;
    case Kind::crash:
      return "crash" + since;
    case Kind::promotion:
      return "promotion" + since;
    case Kind::demotion:
      return "demotion" + since;
    case Kind::failover:
      return "failover" + since;
    case Kind::other_server:
      return "other server" + since;
    case Kind::other_cluster:
      return "other cluster" + since;
  }
  return since;
}

bool costs_writes(const Transition& transition) {
  switch (transition.kind) {
    case Kind::restart:
    case Kind::crash:
    case Kind::other_server:
      return !transition.after.in_recovery;
    case Kind::promotion:
    case Kind::demotion:
    case Kind::failover:
    case Kind::other_cluster:
      return true;
  }
  return true;
}

std::string what_happened(const Transition& transition) {
  const Identity& after = transition.after;
  const std::string role = role_of(after);
  const bool same_server = transition.before.started == after.started;
  switch (transition.kind) {
    case Kind::restart:
      return "the " + role + " was restarted: it runs since " + rfc3339(after.started) +
             ", and every session before has ended";
    case Kind::crash:
      return "a process of the " + role +
             " crashed: the server ended every session, recovered, and runs again since " +
             rfc3339(running_since(after));
    case Kind::promotion:
      return same_server ? "the standby was promoted: it is a primary now and takes writes"
                         : "a primary answers where a standby was";
    case Kind::demotion:
      return "a standby answers where the primary was: it takes no writes";
    case Kind::failover:
      return "another primary answers: timeline " + std::to_string(*after.timeline) + " after timeline " +
             std::to_string(*transition.before.timeline);
    case Kind::other_server:
      return "another " + role + " of the same cluster answers";
    case Kind::other_cluster:
      return "another cluster answers: its system identifier is " + after.system_identifier + ", not " +
             transition.before.system_identifier;
  }
  return "";
}

std::string what_to_do(const Transition& transition) {
  switch (transition.kind) {
    case Kind::restart:
      return "If nobody did that: read the end of the server's log before it started. Pools may hold dead "
             "connections until they validate them.";
    case Kind::crash:
      return "Read the server's log for \"was terminated by signal\": signal 9 is mostly the kernel out of "
             "memory "
             "(dmesg), 11 or 6 a defect of the server or of an extension.";
    case Kind::promotion:
    case Kind::failover:
      return "If nobody did that: see that the former primary is stopped or fenced, so that only one takes "
             "writes, and "
             "that the application writes to this one. The former one comes back as a standby: pg_rewind.";
    case Kind::demotion:
      return "Writes through this dsn fail until the application connects to the primary: see where its name "
             "points, or give all hosts and target_session_attrs=read-write.";
    case Kind::other_server:
      return "If nobody did that: see which server the name points to, and whether the former one still runs.";
    case Kind::other_cluster:
      return "If nobody did that: see where the name points. Data of another origin answers to it: a restored "
             "copy, "
             "another installation, or an empty one.";
  }
  return "";
}

Evidence seen_as(const std::string& when, TimePoint at, const Identity& identity) {
  Evidence evidence{{when, rfc3339(at)}, {"role", role_of(identity)}};
  if (!identity.address.empty()) evidence.emplace_back("address", identity.address);
  evidence.emplace_back("version", identity.version_text);
  evidence.emplace_back("running since", rfc3339(running_since(identity)));
  if (identity.timeline) evidence.emplace_back("timeline", std::to_string(*identity.timeline));
  if (!identity.system_identifier.empty()) {
    evidence.emplace_back("system identifier", identity.system_identifier);
  }
  return evidence;
}

}  // namespace

std::vector<Finding> PgRoleChange::inspect(const View& now) const {
  const postgres::Facts& facts = postgres_facts(now);
  if (!facts.transitions) return {};

  std::map<std::string, Finding> findings;
  for (const Transition& transition : *facts.transitions) {
    if (now.snapshot.taken - transition.noticed >= config_.shown) continue;
    Finding finding;
    finding.key = key_of(transition);
    finding.severity = costs_writes(transition) ? Severity::warning : Severity::info;
    finding.since = transition.noticed;
    finding.summary = now.snapshot.target + ": " + what_happened(transition);
    finding.evidence = {seen_as("last seen", transition.last_seen, transition.before),
                        seen_as("noticed", transition.noticed, transition.after)};
    finding.remedy = what_to_do(transition);
    findings.insert_or_assign(finding.key, std::move(finding));
  }

  std::vector<Finding> list;
  for (auto& [key, finding] : findings) list.push_back(std::move(finding));
  return worst_first(std::move(list));
}

}  // namespace lifeguard
