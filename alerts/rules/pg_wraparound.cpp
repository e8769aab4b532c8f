#include "alerts/rules/pg_wraparound.hpp"

#include <algorithm>
#include <cmath>

#include "alerts/rules/percent.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/rules/xmin_holders.hpp"
#include "alerts/threshold.hpp"
#include "collectors/postgres/pools.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

// The server stops before the last id: 3 million short of it since PostgreSQL 14, 1 million before.
constexpr double kReserve = 3e6;
constexpr std::size_t kMostDatabases = 3;

struct Ids {
  std::string name;
  std::int64_t IdAges::*age;
  std::int64_t freeze_age;
  std::string freeze_setting, age_of_table;
  std::string end;  // what happens when they run out
};

double share_used(std::int64_t age) {
  return static_cast<double>(age) / kIdsUntilWraparound;
}

std::string millions(double count) {
  return std::to_string(std::lround(count / 1e6)) + " million";
}

std::string vacuum_of(const IdAges& database, const Ids& ids) {
  std::string remedy = "As a superuser: ";
  if (!database.allows_connections) {
    remedy += "ALTER DATABASE " + quoted_identifier(database.database) + " ALLOW_CONNECTIONS true; ";
  }
  return remedy + "in database " + database.database +
         ": VACUUM (FREEZE, VERBOSE);  -- or its oldest tables first: SELECT oid::regclass, " +
         ids.age_of_table + " FROM pg_class WHERE relkind IN ('r', 'm', 't') ORDER BY 2 DESC LIMIT 20;";
}

Evidence evidence_of(const VacuumProgress& vacuum) {
  Evidence evidence{{"vacuum of", vacuum.database + ": " + vacuum.relation}, {"phase", vacuum.phase}};
  if (vacuum.blocks > 0) {
    const double scanned = static_cast<double>(vacuum.blocks_scanned) / static_cast<double>(vacuum.blocks);
    evidence.emplace_back("scanned", percent(scanned));
  }
  return evidence;
}

std::vector<IdAges> oldest_databases(const Transactions& seen, std::int64_t IdAges::*age, double least) {
  std::vector<IdAges> databases = seen.databases;
  std::erase_if(databases, [&](const IdAges& database) { return share_used(database.*age) < least; });
  std::stable_sort(databases.begin(), databases.end(),
                   [&](const IdAges& a, const IdAges& b) { return a.*age > b.*age; });
  return databases;
}

}  // namespace

std::vector<Finding> PgWraparound::inspect(const View& now) const {
  const postgres::Facts& facts = postgres_facts(now);
  const Transactions& seen = *facts.transactions;
  if (facts.identity.in_recovery) return {};

  const Ids transactions{"transaction ids",           &IdAges::xid,        seen.xid_freeze_age,
                         "autovacuum_freeze_max_age", "age(relfrozenxid)", "the server takes no writes"};
  const Ids multixacts{"multixact ids",           &IdAges::multixact,
                       seen.multixact_freeze_age, "autovacuum_multixact_freeze_max_age",
                       "mxid_age(relminmxid)",    "the server locks no row for two at once"};

  std::vector<Finding> findings;
  for (const Ids& ids : {transactions, multixacts}) {
    const std::vector<IdAges> databases = oldest_databases(seen, ids.age, config_.used.clear);
    if (databases.empty()) continue;
    const IdAges& oldest = databases.front();
    const std::int64_t age = oldest.*ids.age;

    Finding finding;
    finding.key = ids.name;
    finding.severity = *judge(share_used(age), config_.used);
    finding.since = now.snapshot.taken;
    finding.summary = "database " + oldest.database + " has used " + percent(share_used(age)) + " of the " +
                      ids.name + ": " +
                      millions(std::max(0.0, kIdsUntilWraparound - kReserve - static_cast<double>(age))) +
                      " are left until " + ids.end + "; autovacuum should have frozen them at " +
                      millions(static_cast<double>(ids.freeze_age));
    for (std::size_t i = 0; i < std::min(databases.size(), kMostDatabases); ++i) {
      finding.evidence.push_back({{"database", databases[i].database},
                                  {"age", millions(static_cast<double>(databases[i].*ids.age))},
                                  {"used", percent(share_used(databases[i].*ids.age))},
                                  {ids.freeze_setting, std::to_string(ids.freeze_age)}});
    }
    finding.remedy = vacuum_of(oldest, ids);
    // Freezing reaches no further than whoever holds vacuum back.
    if (const auto holders = xmin_holders(facts, oldest.xid / 2); !holders.empty()) {
      finding.evidence.push_back(evidence_of(holders.front(), facts));
      finding.remedy = "First let go of what holds vacuum back, " + in_words(holders.front()) + ": " +
                       release_of(holders.front()) + "\nThen: " + finding.remedy;
    }
    for (const VacuumProgress& vacuum : seen.vacuums) {
      if (finding.evidence.size() < kMaxEvidence) finding.evidence.push_back(evidence_of(vacuum));
    }
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
