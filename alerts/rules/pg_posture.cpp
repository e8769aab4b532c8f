#include "alerts/rules/pg_posture.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/posture/checks.hpp"

namespace lifeguard {

using namespace postgres;

std::vector<Finding> PgPosture::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const JudgedCheck& judged : judge_posture(postgres_facts(now))) {
    const PostureCheck& check = *judged.check;
    const Verdict& verdict = judged.verdict;
    const bool ignored =
        std::find(config_.ignore.begin(), config_.ignore.end(), check.name) != config_.ignore.end();
    if (verdict.state != Verdict::State::fail || ignored) continue;

    Finding finding;
    finding.key = check.name;
    finding.severity = check.concern == Concern::danger ? Severity::warning : Severity::info;
    finding.since = now.snapshot.taken;
    finding.summary = verdict.reason;
    finding.remedy = verdict.remedy;
    for (std::size_t i = 0; i < std::min(verdict.evidence.size(), kMaxEvidence); ++i) {
      finding.evidence.push_back(verdict.evidence[i]);
    }
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

bool PgPosture::can_clear(const View& now, const Incident& incident) const {
  const std::vector<JudgedCheck> judged = judge_posture(postgres_facts(now));
  return std::none_of(judged.begin(), judged.end(), [&](const JudgedCheck& each) {
    return each.check->name == incident.key && each.verdict.state == Verdict::State::unknown;
  });
}

}  // namespace lifeguard
