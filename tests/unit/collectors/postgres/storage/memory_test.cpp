#include "collectors/postgres/storage/memory.hpp"

#include <algorithm>
#include <limits>

#include "tests/catch.hpp"
#include "tests/unit/collectors/postgres/storage/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using namespace lifeguard::scene;

namespace {

const TimePoint kStart = TimePoint{} + Seconds(1'000'000);

StorageLook look(double minutes, std::int64_t bytes, std::vector<Table> tables = {}) {
  StorageLook look;
  look.storage.taken = kStart + Seconds(60 * minutes);
  look.storage.bytes = bytes;
  look.storage.tables = std::move(tables);
  look.sequences.is_last = true;
  return look;
}

SequenceBatch::Entry known(std::int64_t oid, double used) {
  Sequence sequence;
  sequence.oid = oid;
  sequence.used = used;
  return {oid, true, sequence};
}

StorageLook sequences(std::vector<SequenceBatch::Entry> entries, bool is_last) {
  StorageLook seen = look(0, 0);
  seen.sequences = {std::move(entries), is_last};
  return seen;
}

std::vector<std::int64_t> oids(const Sequences& sequences) {
  std::vector<std::int64_t> oids;
  for (const Sequence& sequence : sequences.fullest) oids.push_back(sequence.oid);
  return oids;
}

}  // namespace

TEST_CASE("growth is known from the second visit, and one bulk load is no trend") {
  StorageMemory memory;
  CHECK_FALSE(memory.remember(look(0, 1'000'000)).growth);
  CHECK(memory.remember(look(10, 1'060'000)).growth == Approx(100));
  memory.remember(look(20, 1'120'000));
  memory.remember(look(30, 1'180'000));
  memory.remember(look(40, 90'000'000));
  CHECK(*memory.remember(look(50, 1'300'000)).growth == Approx(100));
}

TEST_CASE("a database that shrinks grows negatively") {
  StorageMemory memory;
  memory.remember(look(0, 1'060'000));
  CHECK(memory.remember(look(10, 1'000'000)).growth == Approx(-100));
}

TEST_CASE("a table that was shown stays while it is in the ranking") {
  std::vector<Table> tables;
  for (int i = 0; i < 12; ++i) tables.push_back(large_table("t" + std::to_string(i), 1000 - i));
  const auto shown = [](const Storage& storage) {
    std::vector<std::string> names;
    for (const Table& table : storage.tables) {
      if (table.shown_as_large) names.push_back(table.name);
    }
    return names;
  };
  StorageMemory memory;
  const auto before = shown(memory.remember(look(0, 0, tables)));
  CHECK(before.size() == 10);
  CHECK(std::find(before.begin(), before.end(), "t10") == before.end());
  std::swap(tables[9].bytes, tables[10].bytes);
  CHECK(shown(memory.remember(look(10, 0, tables))) == before);
  tables.erase(tables.begin());
  CHECK(shown(memory.remember(look(20, 0, tables))).size() == 10);
}

TEST_CASE("sequences are read some at a time, and all are known after a round") {
  StorageMemory memory;
  auto seen = memory.remember(sequences({known(10, 0.2), known(20, 0.9)}, false)).sequences;
  CHECK(oids(seen) == std::vector<std::int64_t>{20, 10});
  CHECK_FALSE(seen.complete);
  CHECK(memory.sequences_after() == 20);
  seen = memory.remember(sequences({known(30, 0.5)}, true)).sequences;
  CHECK(oids(seen) == std::vector<std::int64_t>{20, 30, 10});
  CHECK(seen.complete);
  CHECK(memory.sequences_after() == 0);
}

TEST_CASE("a sequence that was dropped is forgotten, one that is hidden now is not") {
  StorageMemory memory;
  memory.remember(sequences({known(10, 0.2), known(20, 0.9), known(30, 0.5)}, true));
  const auto seen = memory.remember(sequences({{20, false, {}}, known(30, 0.1)}, true)).sequences;
  CHECK(oids(seen) == std::vector<std::int64_t>{20, 30});
  CHECK(seen.fullest[0].used == 0.9);
  CHECK(seen.hidden == 1);
  CHECK(memory.remember(sequences({known(20, 0.3), known(30, 0.1)}, true)).sequences.hidden == 0);
}

TEST_CASE("the fullest sequences are kept, and no more than fifty") {
  StorageMemory memory;
  std::vector<SequenceBatch::Entry> entries;
  for (int i = 1; i <= 200; ++i) entries.push_back(known(i, i / 200.0));
  const auto seen = memory.remember(sequences(entries, true)).sequences;
  CHECK(seen.fullest.size() == StorageMemory::kSequences);
  CHECK(seen.fullest.front().oid == 200);
  CHECK(seen.fullest.back().oid == 151);
}

TEST_CASE("a sequence ends where it or its column does") {
  const auto used = [](std::int64_t last, SequenceRange range) {
    Sequence sequence;
    sequence.last_value = last;
    return use_of(sequence, range);
  };
  constexpr auto kBig = std::numeric_limits<std::int64_t>::max();
  CHECK(used(50, {1, 101, 1, false, {}})->used == Approx(0.49));
  CHECK(used(100, {1, 200, 1, false, 100})->used == 1);
  CHECK(used(100, {1, 200, 1, false, 100})->limited_by_column);
  CHECK(used(100, {1, 200, 1, false, 1000})->limit == 200);
  CHECK(used(-75, {-100, -1, -1, false, 1000})->used == Approx(0.747).margin(0.001));
  CHECK(used(kBig, {-kBig - 1, kBig, 1, false, {}})->used == 1);
  CHECK_FALSE(used(90, {1, 100, 1, true, {}}));
  CHECK(used(90, {1, 200, 1, true, 100})->used == Approx(0.9).margin(0.01));
  CHECK(used(5, {5, 5, 1, false, {}})->used == 1);
}
