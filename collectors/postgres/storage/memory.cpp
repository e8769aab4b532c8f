#include "collectors/postgres/storage/memory.hpp"

#include <algorithm>
#include <vector>

#include "collectors/trend.hpp"

namespace lifeguard::postgres {
namespace {

using Name = std::pair<std::string, std::string>;

// Those that were shown stay as long as they are in the ranking at all; the rest fill up from the top. Series
// of tables that change places at the tenth rank would come and go otherwise.
std::set<Name> choose(const std::vector<const Table*>& ranking, const std::set<Name>& shown_before) {
  std::set<Name> chosen;
  for (const bool was_shown : {true, false}) {
    for (const Table* table : ranking) {
      const Name name{table->schema, table->name};
      if (chosen.size() < StorageMemory::kShown && shown_before.contains(name) == was_shown)
        chosen.insert(name);
    }
  }
  return chosen;
}

template <class Size>
std::vector<const Table*> ranking(const std::vector<Table>& tables, bool Table::*belongs, Size size) {
  std::vector<const Table*> ranked;
  for (const Table& table : tables) {
    if (table.*belongs) ranked.push_back(&table);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [&](const Table* a, const Table* b) { return size(*a) > size(*b); });
  return ranked;
}

}  // namespace

Storage StorageMemory::remember(StorageLook look) {
  Storage storage = std::move(look.storage);
  storage.growth = growth(storage);
  large_ = choose(ranking(storage.tables, &Table::is_large, [](const Table& t) { return t.bytes.value_or(0); }),
                  large_);
  messy_ =
      choose(ranking(storage.tables, &Table::is_messy, [](const Table& t) { return t.dead_rows; }), messy_);
  for (Table& table : storage.tables) {
    const Name name{table.schema, table.name};
    table.shown_as_large = table.is_large && large_.contains(name);
    table.shown_as_messy = table.is_messy && messy_.contains(name);
  }
  remember_sequences(look.sequences);
  storage.sequences = sequences();
  return storage;
}

// Visits come at even intervals: the median of the slopes between all pairs, so that one bulk load or one
// VACUUM FULL is not taken for a trend.
std::optional<double> StorageMemory::growth(const Storage& storage) {
  sizes_.emplace_back(storage.taken, storage.bytes);
  if (sizes_.size() > kSizes) sizes_.pop_front();
  const Seconds span = sizes_.back().first - sizes_.front().first;
  if (sizes_.size() < 2 || span <= Seconds(0)) return std::nullopt;
  std::vector<double> sizes;
  for (const auto& [taken, bytes] : sizes_) sizes.push_back(static_cast<double>(bytes));
  const Seconds step = span / static_cast<double>(sizes_.size() - 1);
  return theil_sen_slope(sizes) / step.count();
}

void StorageMemory::remember_sequences(const SequenceBatch& batch) {
  const std::int64_t last = batch.entries.empty() ? sequences_after_ : batch.entries.back().oid;
  std::set<std::int64_t> here;
  for (const auto& entry : batch.entries) here.insert(entry.oid);
  // What was in this stretch and is no more was dropped.
  const auto was_dropped = [&](std::int64_t oid) {
    return oid > sequences_after_ && (batch.is_last || oid <= last) && !here.contains(oid);
  };
  std::erase_if(sequences_, [&](const auto& known) { return was_dropped(known.first); });
  std::erase_if(hidden_, was_dropped);

  for (const auto& entry : batch.entries) {
    if (!entry.is_known) {
      hidden_.insert(entry.oid);  // and what was known of it before stays
      continue;
    }
    hidden_.erase(entry.oid);
    sequences_.erase(entry.oid);
    if (entry.sequence) sequences_.emplace(entry.oid, *entry.sequence);
  }
  while (sequences_.size() > kSequences) {
    sequences_.erase(std::min_element(sequences_.begin(), sequences_.end(), [](const auto& a, const auto& b) {
      return a.second.used < b.second.used;
    }));
  }
  sequences_complete_ = sequences_complete_ || batch.is_last;
  sequences_after_ = batch.is_last ? 0 : last;
}

Sequences StorageMemory::sequences() const {
  Sequences all;
  all.hidden = static_cast<std::int64_t>(hidden_.size());
  all.complete = sequences_complete_;
  for (const auto& [oid, sequence] : sequences_) all.fullest.push_back(sequence);
  std::stable_sort(all.fullest.begin(), all.fullest.end(),
                   [](const Sequence& a, const Sequence& b) { return a.used > b.used; });
  return all;
}

}  // namespace lifeguard::postgres
