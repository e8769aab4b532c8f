#include "collectors/postgres/transactions/metrics.hpp"

#include <algorithm>
#include <map>

#include "collectors/postgres/transactions/holders.hpp"

namespace lifeguard::postgres {
namespace {

using enum MetricType;

const MetricDef kXminAge{"lifeguard_pg_xmin_age_transactions",
                         "Transactions whose dead rows vacuum keeps for the oldest backend, replication slot, "
                         "prepared transaction or standby (hot_standby_feedback); 0 where there is none.",
                         gauge,
                         {"holder"}};
const MetricDef kFrozenXidAge{"lifeguard_pg_database_frozen_xid_age",
                              "Transactions since the database's oldest unfrozen one, age(datfrozenxid); the "
                              "twenty oldest databases.",
                              gauge,
                              {"database"}};
const MetricDef kMultixactAge{"lifeguard_pg_database_multixact_age",
                              "Multixacts since the database's oldest, mxid_age(datminmxid); the twenty oldest "
                              "databases.",
                              gauge,
                              {"database"}};
const MetricDef kWraparoundUsed{
    "lifeguard_pg_wraparound_used_ratio",
    "Share of the 2^31 transaction or multixact ids that the oldest database has used up: near 1 the server "
    "takes no writes.",
    gauge};
const MetricDef kPrepared{"lifeguard_pg_prepared_transactions",
                          "Transactions prepared for two-phase commit and not ended.", gauge};
const MetricDef kOldestPrepared{"lifeguard_pg_oldest_prepared_transaction_age_seconds",
                                "Age of the oldest prepared transaction; 0 where there is none.", gauge};
const MetricDef kVacuumProgress{"lifeguard_pg_vacuum_progress_ratio",
                                "Share of its table that a running vacuum has scanned; twenty at most. A table "
                                "of another database than the dsn's is told by its oid.",
                                gauge,
                                {"database", "relation", "phase"}};
const MetricDef kVacuumIndexPasses{
    "lifeguard_pg_vacuum_index_passes",
    "Times that a running vacuum went through the indexes; more than one when autovacuum_work_mem or "
    "maintenance_work_mem was too small for all dead rows.",
    gauge,
    {"database", "relation"}};
const MetricDef kVacuumMemory{"lifeguard_pg_vacuum_memory_used_ratio",
                              "Share of its memory for dead rows that a running vacuum has filled.",
                              gauge,
                              {"database", "relation"}};

void add_holders(const Facts& facts, std::vector<Sample>& samples) {
  using Kind = XminHolder::Kind;
  if (!facts.activity) return;
  std::map<Kind, std::int64_t> oldest{{Kind::slot, 0}, {Kind::prepared, 0}};
  if (facts.identity.sees_every_session) oldest.insert({{Kind::backend, 0}, {Kind::standby, 0}});
  for (const XminHolder& holder : xmin_holders(facts)) {
    const auto of_kind = oldest.find(holder.kind);
    if (of_kind != oldest.end()) of_kind->second = std::max(of_kind->second, holder.age);
  }
  for (const auto& [kind, age] : oldest) {
    samples.push_back({&kXminAge, {std::string(name_of(kind))}, static_cast<double>(age)});
  }
}

void add_ids(const Transactions& transactions, std::vector<Sample>& samples) {
  std::int64_t oldest = 0;
  for (const IdAges& database : transactions.databases) {
    samples.push_back({&kFrozenXidAge, {database.database}, static_cast<double>(database.xid)});
    samples.push_back({&kMultixactAge, {database.database}, static_cast<double>(database.multixact)});
    oldest = std::max({oldest, database.xid, database.multixact});
  }
  samples.push_back({&kWraparoundUsed, {}, static_cast<double>(oldest) / kIdsUntilWraparound});
}

void add_prepared(const Transactions& transactions, std::vector<Sample>& samples) {
  Seconds oldest{0};
  for (const PreparedTransaction& prepared : transactions.prepared) {
    oldest = std::max(oldest, Seconds(transactions.taken - prepared.prepared));
  }
  samples.push_back({&kPrepared, {}, static_cast<double>(transactions.prepared_count)});
  samples.push_back({&kOldestPrepared, {}, oldest.count()});
}

void add_vacuum(const VacuumProgress& vacuum, std::vector<Sample>& samples) {
  if (vacuum.blocks > 0) {
    const double scanned = static_cast<double>(vacuum.blocks_scanned) / static_cast<double>(vacuum.blocks);
    samples.push_back({&kVacuumProgress, {vacuum.database, vacuum.relation, vacuum.phase}, scanned});
  }
  samples.push_back(
      {&kVacuumIndexPasses, {vacuum.database, vacuum.relation}, static_cast<double>(vacuum.index_passes)});
  if (vacuum.memory_used) {
    samples.push_back({&kVacuumMemory, {vacuum.database, vacuum.relation}, *vacuum.memory_used});
  }
}

}  // namespace

const std::vector<const MetricDef*>& transaction_metrics() {
  static const std::vector<const MetricDef*> all{&kXminAge,        &kFrozenXidAge,      &kMultixactAge,
                                                 &kWraparoundUsed, &kPrepared,          &kOldestPrepared,
                                                 &kVacuumProgress, &kVacuumIndexPasses, &kVacuumMemory};
  return all;
}

std::vector<Sample> transaction_samples(const Facts& facts) {
  std::vector<Sample> samples;
  if (!facts.transactions) return samples;
  add_holders(facts, samples);
  add_ids(*facts.transactions, samples);
  add_prepared(*facts.transactions, samples);
  for (const VacuumProgress& vacuum : facts.transactions->vacuums) add_vacuum(vacuum, samples);
  return samples;
}

}  // namespace lifeguard::postgres
