#include "alerts/rules/pg_prepared_transaction.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/rules/xmin_holders.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {

using namespace postgres;

std::vector<Finding> PgPreparedTransaction::inspect(const View& now) const {
  const Transactions& seen = *postgres_facts(now).transactions;
  const auto prepared_for = [&](const PreparedTransaction& prepared) {
    return Seconds(seen.taken - prepared.prepared);
  };

  // By database and role; each list begins with the oldest.
  std::map<std::pair<std::string, std::string>, std::vector<const PreparedTransaction*>> left;
  for (const PreparedTransaction& prepared : seen.prepared) {
    if (judge(prepared_for(prepared), config_.prepared))
      left[{prepared.database, prepared.role}].push_back(&prepared);
  }

  std::vector<Finding> findings;
  for (const auto& [of, transactions] : left) {
    const auto& [database, role] = of;
    const PreparedTransaction& oldest = *transactions.front();

    Finding finding;
    finding.key = database + "/" + role;
    finding.severity = *judge(prepared_for(oldest), config_.prepared);
    finding.since = now.snapshot.taken - prepared_for(oldest);
    finding.summary = counted(transactions.size(), "transaction") + " prepared by role " + role +
                      " in database " + database + (transactions.size() == 1 ? " is" : " are") +
                      " neither committed nor rolled back, the oldest, \"" + oldest.gid + "\", for " +
                      in_words(prepared_for(oldest)) +
                      ": its locks stay, and vacuum cannot remove what the last " +
                      transactions_in_words(oldest.xid.age) + " left behind";
    finding.remedy = "In database " + database + ", as role " + role + " or a superuser:";
    for (std::size_t i = 0; i < std::min(transactions.size(), kMaxEvidence); ++i) {
      const PreparedTransaction& prepared = *transactions[i];
      finding.evidence.push_back({{"gid", prepared.gid},
                                  {"database", database},
                                  {"user", role},
                                  {"prepared for", in_words(prepared_for(prepared))},
                                  {"holds back", transactions_in_words(prepared.xid.age)}});
      finding.remedy += " " + release_of(prepared);
    }
    finding.remedy += "  -- or COMMIT PREPARED, if the transaction manager decided so";
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
