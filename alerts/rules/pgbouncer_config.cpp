#include "alerts/rules/pgbouncer_config.hpp"

#include <algorithm>

#include "collectors/pgbouncer/lint.hpp"

namespace lifeguard {

std::vector<Finding> PgBouncerLint::inspect(const View& now) const {
  const auto& facts = std::get<pgbouncer::Facts>(now.snapshot.facts);
  std::vector<Finding> findings;
  for (const pgbouncer::Remark& remark : lint(facts)) {
    if (std::find(config_.ignore.begin(), config_.ignore.end(), remark.setting) != config_.ignore.end())
      continue;
    Finding finding;
    finding.key = remark.setting;
    finding.severity = remark.warning ? Severity::warning : Severity::info;
    finding.since = now.snapshot.taken;
    finding.summary = remark.what;
    finding.evidence.push_back({{"setting", remark.setting}});
    finding.remedy = remark.remedy;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace lifeguard
