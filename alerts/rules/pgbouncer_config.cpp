#include "alerts/rules/pgbouncer_config.hpp"

#include <algorithm>

#include "collectors/pgbouncer/lint.hpp"

namespace lifeguard {
namespace {

using pgbouncer::Remark;
using pgbouncer::ServerBehind;

std::optional<ServerBehind> server_behind(const View& now) {
  const Snapshot* server = now.target(now.snapshot.server);
  const auto* facts = server ? std::get_if<postgres::Facts>(&server->facts) : nullptr;
  if (!facts || !facts->server) return std::nullopt;
  return ServerBehind{server->target, facts->identity.address, facts->server->limits.usable()};
}

}  // namespace

std::vector<Finding> PgBouncerLint::inspect(const View& now) const {
  const auto& facts = std::get<pgbouncer::Facts>(now.snapshot.facts);
  std::vector<Finding> findings;
  for (const Remark& remark : lint(facts, server_behind(now))) {
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
