#include "alerts/rules/pg_timescaledb_job.hpp"

#include <algorithm>

#include "alerts/rules/databases.hpp"
#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/databases/facts.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

std::string in_words(const TimescaleJob& job) {
  if (job.refreshes_aggregate) return "the refresh of continuous aggregate " + job.relation;
  return job.procedure + (job.relation.empty() ? "" : " of " + job.relation);
}

Evidence evidence_of(const TimescaleJob& job, const std::string& database, bool late) {
  Evidence evidence{{"database", database},
                    {"job", std::to_string(job.id)},
                    {"does", in_words(job)},
                    {"last run", job.failed ? "failed" : "succeeded or never ran"},
                    {"failures", std::to_string(job.failures) + " of " + std::to_string(job.runs) + " runs"}};
  if (job.last_success) evidence.emplace_back("last success", rfc3339(*job.last_success));
  if (late) evidence.emplace_back("behind", lifeguard::in_words(*job.behind));
  return evidence;
}

}  // namespace

std::vector<Finding> PgTimescaledbJob::inspect(const View& now) const {
  const auto& databases = postgres_facts(now).databases;
  std::vector<Finding> findings;
  if (!databases) return findings;
  for (const auto& [database, visit] : databases->visits) {
    if (!visit.schema.jobs) continue;
    Finding finding;
    finding.key = database;
    finding.since = now.snapshot.taken;
    std::size_t failed = 0, late = 0;
    for (const TimescaleJob& job : *visit.schema.jobs) {
      const bool is_late = job.behind && *job.behind >= config_.late;
      if (!job.failed && !is_late) continue;
      if (finding.evidence.empty()) {
        finding.summary = in_words(job);
        finding.remedy =
            "SELECT * FROM timescaledb_information.job_errors WHERE job_id = " + std::to_string(job.id) +
            ";  -- says why; then CALL run_job(" + std::to_string(job.id) +
            "); if jobs wait for a worker, raise timescaledb.max_background_workers";
      }
      ++(job.failed ? failed : late);
      if (finding.evidence.size() < kMaxEvidence)
        finding.evidence.push_back(evidence_of(job, database, is_late));
    }
    if (finding.evidence.empty()) continue;
    std::string counts;
    if (failed > 0) counts = counted(failed, "job") + " failed";
    if (late > 0) counts += (counts.empty() ? "" : " and ") + counted(late, "job") + " behind schedule";
    finding.summary = "TimescaleDB in database " + database + ": " + counts + ", the first " + finding.summary;
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

bool PgTimescaledbJob::can_clear(const View& view, const Incident& incident) const {
  return could_look_into(view, incident.key, [](const DatabaseVisit& visit) {
    return visit.schema.jobs || !visit.schema.has_timescaledb;
  });
}

}  // namespace lifeguard
