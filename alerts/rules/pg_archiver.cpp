#include "alerts/rules/pg_archiver.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/wal/facts.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

std::string last_success(const Archiver& archiver) {
  if (!archiver.last_archived) return "no WAL file was ever archived";
  return "the last one was archived " +
         in_words(std::max(Seconds(0), Seconds(archiver.taken - *archiver.last_archived))) + " ago";
}

Evidence evidence_of(const Archiver& archiver) {
  Evidence evidence;
  if (archiver.last_failed) {
    evidence.emplace_back("failed on", archiver.last_failed_file);
    evidence.emplace_back("last failure", rfc3339(*archiver.last_failed));
  }
  evidence.emplace_back("failures", std::to_string(archiver.failed));
  evidence.emplace_back("last archived", archiver.last_archived ? archiver.last_archived_file + " at " +
                                                                      rfc3339(*archiver.last_archived)
                                                                : "never");
  if (archiver.reset) evidence.emplace_back("counted since", rfc3339(*archiver.reset));
  if (archiver.failing_since && archiver.waiting) {
    evidence.emplace_back("waits to be archived", in_words(Bytes{*archiver.waiting}));
  }
  return evidence;
}

std::string remedy_for(const Archiver& archiver) {
  if (!archiver.has_command) {
    return "ALTER SYSTEM SET archive_command = '…'; SELECT pg_reload_conf();  -- archive_mode is on without "
           "one, "
           "so that WAL is kept for ever";
  }
  const std::string& file = archiver.last_failed_file;
  return "The server's log says why it failed. SHOW archive_command;  -- then run it by hand on the server, as "
         "the "
         "server's user in its data directory, with pg_wal/" +
         file + " for %p and " + file + " for %f";
}

}  // namespace

std::vector<Finding> ArchiverRule::inspect(const View& now) const {
  const Archiver& archiver = *postgres_facts(now).wal->archiver;
  if (!archiver.on) return {};

  Finding finding;
  finding.evidence.push_back(evidence_of(archiver));
  if (archiver.failing_since) {
    const Seconds failing = std::max(Seconds(0), Seconds(archiver.taken - *archiver.failing_since));
    finding.severity = *judge(failing, config_.failing);
    finding.since = now.snapshot.taken - failing;
    const std::string since = (archiver.failing_at_least ? "at least " : "") + in_words(failing);
    finding.summary =
        archiver.has_command
            ? "WAL could not be archived for " + since + ": it fails on " + archiver.last_failed_file
            : "WAL is not archived for " + since + ": archive_mode is on without an archive_command";
    finding.summary += "; " + last_success(archiver);
    finding.remedy = remedy_for(archiver);
    return {finding};
  }

  // Of a quiet server this is true as well: what is not archived yet is in no backup.
  if (archiver.archived > 0 || archiver.last_archived || !archiver.reset) return {};
  const Seconds counted = archiver.taken - *archiver.reset;
  if (counted < config_.failing.critical) return {};
  finding.key = "never archived";
  finding.severity = Severity::info;
  finding.since = now.snapshot.taken - counted;
  finding.summary = "archive_mode is on, and no WAL file was archived in " + in_words(counted) +
                    ": what was written since is in no backup";
  finding.remedy =
      "SELECT pg_switch_wal();  -- ends a file, which is then archived; archive_timeout does so regularly";
  return {finding};
}

}  // namespace lifeguard
