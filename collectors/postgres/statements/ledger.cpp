#include "collectors/postgres/statements/ledger.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

// A bound for servers with very many databases; the rest are counted together.
constexpr std::size_t kMostDatabases = 20;

WorkByStatement by_statement(const std::vector<StatementEntry>& entries) {
  WorkByStatement work;
  for (const StatementEntry& entry : entries) work[entry.key.id] += entry.counters;
  return work;
}

const DatabaseReading* database_of(const StatementReading& reading, std::uint32_t oid) {
  const auto found = std::find_if(reading.databases.begin(), reading.databases.end(),
                                  [oid](const DatabaseReading& database) { return database.oid == oid; });
  return found == reading.databases.end() ? nullptr : &*found;
}

std::string name_of_database(const StatementReading& reading, std::uint32_t oid) {
  const DatabaseReading* database = database_of(reading, oid);
  return database ? database->name : "oid " + std::to_string(oid);  // dropped, and its entries are left
}

std::string name_of_role(const StatementReading& reading, std::uint32_t oid) {
  const auto role = reading.roles.find(oid);
  return role == reading.roles.end() ? "oid " + std::to_string(oid) : role->second;
}

}  // namespace

bool StatementLedger::follows(const StatementReading& reading) const {
  return before_ && before_->counted_by == reading.counted_by && reading.taken > before_->taken;
}

bool StatementLedger::was_reset(const StatementReading& reading) const {
  if (before_->reset && reading.reset) return *before_->reset != *reading.reset;
  return all_began_anew(before_->statements, reading.statements);
}

Statements StatementLedger::take(StatementReading reading) {
  Statements statements;
  if (follows(reading)) {
    window_until(reading, statements);
  } else {
    begin(reading);
    show(reading, statements);
  }
  statements.taken = reading.taken;
  statements.entries = static_cast<std::int64_t>(reading.statements.entries.size());
  statements.evictions = reading.evictions;
  statements.reset = reading.reset;
  statements.resets = resets_;
  before_ = std::move(reading);
  before_->roles.clear();
  return statements;
}

// Who did most so far is followed from the start.
void StatementLedger::begin(const StatementReading& reading) {
  const std::vector<StatementId> ranked = ranking(by_statement(reading.statements.entries));
  for (const StatementId id : ranked) databases_.try_emplace(counted_as(reading, id.database));
  update_shown(ranked);
}

void StatementLedger::window_until(const StatementReading& reading, Statements& statements) {
  if (was_reset(reading)) {
    ++resets_;
    before_->statements = {};  // whatever is counted now was done since
  }
  const std::vector<StatementEntry> grown = growth(before_->statements, reading.statements);
  const WorkByStatement work = by_statement(grown);
  statements.window = reading.taken - before_->taken;
  count(reading, work, statements);
  update_shown(ranking(work));
  show(reading, statements);
  count_transactions(reading, statements.databases);

  std::map<StatementId, ShownStatement*> shown;
  for (ShownStatement& statement : statements.shown) {
    shown.emplace(statement.id, &statement);
    if (const auto did = work.find(statement.id); did != work.end()) statement.work = did->second;
  }
  for (const StatementEntry& entry : grown) {
    const auto found = shown.find(entry.key.id);
    if (found == shown.end()) continue;
    ShownStatement& statement = *found->second;
    const std::string user = name_of_role(reading, entry.key.user);
    const bool is_known =
        std::find(statement.users.begin(), statement.users.end(), user) != statement.users.end();
    if (!is_known) statement.users.push_back(user);
    statement.longest = std::max(statement.longest, entry.longest);
  }
  std::stable_sort(statements.shown.begin(), statements.shown.end(),
                   [](const ShownStatement& a, const ShownStatement& b) { return a.work.time > b.work.time; });
  baselines_.add(work, *statements.window);
}

void StatementLedger::show(const StatementReading& reading, Statements& statements) const {
  for (const auto& [id, counted] : counted_) {
    ShownStatement statement;
    statement.id = id;
    statement.database = name_of_database(reading, id.database);
    statement.baseline = baselines_.of(id);
    statement.counted = counted;
    statements.shown.push_back(std::move(statement));
  }
  statements.databases = databases_;
}

// A statement that is about to be shown still counts among the others: its own counter begins at zero, which
// those who take the difference of two scrapes must have seen.
void StatementLedger::count(const StatementReading& reading, const WorkByStatement& work,
                            Statements& statements) {
  for (const auto& [id, did] : work) {
    statements.work += did;
    DatabaseStatements& database = databases_[counted_as(reading, id.database)];
    database.counted += did;
    if (const auto own = counted_.find(id); own != counted_.end()) {
      own->second += did;
    } else {
      database.others += did;
    }
  }
}

void StatementLedger::count_transactions(const StatementReading& reading,
                                         std::map<std::string, DatabaseStatements>& databases) const {
  for (const DatabaseReading& database : reading.databases) {
    const auto counted = databases.find(database.name);
    const DatabaseReading* before = database_of(*before_, database.oid);
    if (counted == databases.end() || !before || before->transactions > database.transactions) continue;
    std::int64_t ended = database.transactions - before->transactions;
    if (database.name == reading.own.database) {
      const bool same_session = reading.own.count >= before_->own.count;
      ended -= (reading.own.count - (same_session ? before_->own.count : 0)) * reading.own.sessions;
    }
    counted->second.transactions = std::max<std::int64_t>(ended, 0);
  }
}

void StatementLedger::update_shown(const std::vector<StatementId>& ranked) {
  shown_.update(ranked);
  std::erase_if(counted_, [&](const auto& entry) { return !shown_.contains(entry.first); });
  for (const StatementId id : shown_.members()) counted_.try_emplace(id);
}

std::string StatementLedger::counted_as(const StatementReading& reading, std::uint32_t oid) {
  std::string name = name_of_database(reading, oid);
  if (databases_.size() >= kMostDatabases && !databases_.contains(name)) return "other";
  return name;
}

}  // namespace lifeguard::postgres
