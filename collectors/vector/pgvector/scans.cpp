#include "collectors/vector/pgvector/scans.hpp"

#include "collectors/vector/pgvector/model.hpp"

namespace lifeguard::vector_store::pgvector {
namespace {

constexpr std::int64_t kLarge = 10'000;  // rows: of a smaller table the whole is read with good reason
constexpr std::int64_t kOften = 10;

}  // namespace

std::string ScanWatch::take(const Column& column, const OwnScans& own, TimePoint now) {
  const Index* index = index_of(column);
  if (!index || !index->valid) {
    known_.erase(name_of(column));
    return "";
  }
  const auto found = own.by_column.find(name_of(column));
  const OwnScans::Counts ours = found == own.by_column.end() ? OwnScans::Counts() : found->second;
  const Known latest{now, column.table_scans - ours.of_table, index->scans - ours.of_index, ""};
  const auto [at, is_new] = known_.try_emplace(name_of(column), latest);
  Known& before = at->second;
  if (is_new || now - before.at < kWindow) return before.said;
  const std::int64_t table_scans = latest.table_scans - before.table_scans;
  const bool is_unused = latest.index_scans - before.index_scans <= own.most_in_a_round &&
                         table_scans >= kOften + own.most_in_a_round;
  before = latest;
  if (is_unused && column.rows.value_or(0) >= kLarge)
    before.said =
        "index " + index->name + " was not used in the last " + in_words(kWindow) +
        ", in which the whole table was read " + std::to_string(table_scans) +
        " times: EXPLAIN the app's search (ORDER BY the operator of the index, ascending, with a LIMIT)";
  return before.said;
}

}  // namespace lifeguard::vector_store::pgvector
