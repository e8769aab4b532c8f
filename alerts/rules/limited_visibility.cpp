#include "alerts/rules/limited_visibility.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/checks.hpp"

namespace lifeguard {

std::vector<Finding> LimitedVisibility::inspect(const View& now) const {
  const auto& facts = std::get<postgres::Facts>(now.snapshot.facts);
  if (facts.identity.sees_every_session) return {};

  const auto hidden = std::count_if(
      facts.activity->sessions.begin(), facts.activity->sessions.end(),
      [](const postgres::Session& session) { return session.state == postgres::SessionState::hidden; });
  Finding finding;
  finding.key = facts.identity.role;
  finding.severity = Severity::warning;
  finding.since = now.snapshot.taken;
  finding.summary =
      "role \"" + facts.identity.role + "\" cannot see " +
      (hidden > 0 ? "the " + counted(static_cast<std::size_t>(hidden), "session") : "any session") +
      " of others: their leaks, slow queries and lock waits stay hidden";
  finding.evidence.push_back({{"role", facts.identity.role}, {"hidden sessions", std::to_string(hidden)}});
  finding.remedy = postgres::visibility_grant(facts.identity.role);
  return {finding};
}

}  // namespace lifeguard
