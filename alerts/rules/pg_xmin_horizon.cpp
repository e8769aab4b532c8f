#include "alerts/rules/pg_xmin_horizon.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "alerts/rules/xmin_holders.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using namespace postgres;
using Kind = XminHolder::Kind;

std::string identity_of(const XminHolder& holder) {
  switch (holder.kind) {
    case Kind::backend:
      if (is_client_backend(*holder.session)) return "backend " + key_of(group_of(*holder.session));
      return "backend " + holder.session->database + "/" + holder.session->backend_type;
    case Kind::standby:
      return "standby " + holder.session->application + "/" + holder.session->client;
    case Kind::slot:
      return "slot " + holder.slot->slot;
    case Kind::prepared:
      return "prepared " + holder.prepared->database + "/" + holder.prepared->gid;
  }
  return "";
}

// By the database's own times; nullopt for who does not say.
std::optional<Seconds> holding_for(const XminHolder& holder, const postgres::Facts& facts) {
  if (holder.kind == Kind::prepared) return Seconds(facts.transactions->taken - holder.prepared->prepared);
  if (holder.kind == Kind::backend && holder.session->transaction_start) {
    return age(*facts.activity, *holder.session->transaction_start);
  }
  return std::nullopt;
}

bool told_elsewhere(const XminHolder& holder, std::optional<Seconds> holding, const LongTransactionConfig& open,
                    const PreparedTransactionConfig& prepared) {
  if (!holding) return false;
  if (holder.kind == Kind::prepared) return prepared.enabled && *holding >= prepared.prepared.warning;
  return open.enabled && *holding >= open.open.warning && is_client(*holder.session) &&
         !is_named(open.ignore_applications, holder.session->application);
}

}  // namespace

std::vector<Finding> PgXminHorizon::inspect(const View& now) const {
  const postgres::Facts& facts = postgres_facts(now);
  if (facts.identity.in_recovery) return {};

  std::vector<Finding> findings;
  for (const XminHolder& holder : xmin_holders(facts, config_.held.clear)) {
    const auto holding = holding_for(holder, facts);
    if (told_elsewhere(holder, holding, open_, prepared_)) continue;
    const std::string key = identity_of(holder);
    const auto same = std::find_if(findings.begin(), findings.end(),
                                   [&](const Finding& finding) { return finding.key == key; });
    if (same != findings.end()) {  // of several the oldest, which came first, speaks
      if (same->evidence.size() < kMaxEvidence) same->evidence.push_back(evidence_of(holder, facts));
      continue;
    }
    Finding finding;
    finding.key = key;
    finding.severity = *judge(static_cast<int>(holder.age), config_.held);
    finding.since = now.snapshot.taken - holding.value_or(Seconds(0));
    finding.summary = in_words(holder) + " holds vacuum back: what the last " +
                      transactions_in_words(holder.age) + " left behind stays " + reach_of(holder);
    finding.evidence.push_back(evidence_of(holder, facts));
    finding.remedy = release_of(holder);
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
