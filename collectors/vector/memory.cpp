#include "collectors/vector/memory.hpp"

#include <algorithm>

#include "collectors/vector/lacking.hpp"

namespace lifeguard::vector_store {
namespace {

// What is told for the first time, or not this time, has not changed.
template <class T>
bool differs(const std::optional<T>& before, const std::optional<T>& after) {
  return before && after && *before != *after;
}

bool differs(const std::string& before, const std::string& after) {
  return !before.empty() && !after.empty() && before != after;
}

bool differs(const Remembered& before, const Remembered& after) {
  const IndexParameters &was = before.index, &is = after.index;
  // That one got its first index is no drift.
  const bool other_kind = was.kind != "flat" && differs(was.kind, is.kind);
  return differs(before.dimension, after.dimension) || other_kind || differs(was.space, is.space) ||
         differs(was.m, is.m) || differs(was.ef_construction, is.ef_construction) ||
         differs(was.ef_search, is.ef_search) || differs(was.lists, is.lists) || differs(was.probes, is.probes);
}

// That is nobody's wish, however long ago it was.
bool lost_its_index(const Change& change) {
  const std::string& was = change.before.index.kind;
  return change.index.kind == "flat" && !was.empty() && was != "flat";
}

template <class T>
void learn(std::optional<T>& known, const std::optional<T>& told) {
  if (told) known = told;
}

void learn(std::string& known, const std::string& told) {
  if (!told.empty()) known = told;
}

void learn(Remembered& known, const Collection& told) {
  learn(known.id, told.id);
  learn(known.vectors, told.vectors);
  learn(known.dimension, told.dimension);
  learn(known.index.kind, told.index.kind);
  learn(known.index.space, told.index.space);
  learn(known.index.m, told.index.m);
  learn(known.index.ef_construction, told.index.ef_construction);
  learn(known.index.ef_search, told.index.ef_search);
  learn(known.index.lists, told.index.lists);
  learn(known.index.probes, told.index.probes);
}

}  // namespace

void Memory::take(Facts& facts) {
  if (facts.collections) {
    for (const Collection& each : *facts.collections) take(each, facts.taken);
  }
  forget(facts);
  for (const ProbeTime& each : facts.probes) take(each);

  facts.lacking = lacking(facts);
  if (facts.lacking && facts.lacking->empty() && !complete_since_) complete_since_ = facts.taken;
  facts.complete_since = complete_since_;
  for (const auto& [name, each] : collections_) facts.remembered.push_back(each);
  for (const auto& [name, each] : changes_) facts.changes.push_back(each);
  for (const auto& [op, times] : probes_) facts.recent.insert(facts.recent.end(), times.begin(), times.end());
}

void Memory::take(const Collection& collection, TimePoint at) {
  if (!collections_.contains(collection.name)) {
    if (collections_.size() >= kMostCollections) return;
    Remembered fresh;
    fresh.name = collection.name;
    fresh.first_seen = at;
    collections_.emplace(collection.name, std::move(fresh));
  }
  Remembered& known = collections_.at(collection.name);
  Remembered latest = known;
  learn(latest, collection);
  const auto changed = changes_.find(collection.name);
  const Remembered before = changed == changes_.end() ? known : changed->second.before;
  if (!differs(before, latest)) {
    changes_.erase(collection.name);  // it is again as it was
  } else if (known.index != latest.index || known.dimension != latest.dimension) {
    Change change{before, collection.dimension, collection.index, differs(before.id, collection.id), at};
    changes_.insert_or_assign(collection.name, std::move(change));
  }
  known = std::move(latest);
  known.last_seen = at;
}

void Memory::forget(const Facts& facts) {
  const auto is_expected = [&](const std::string& name) {
    return std::ranges::find(facts.expected.collections, name) != facts.expected.collections.end();
  };
  // While nothing can be listed, nothing is known to have gone.
  std::erase_if(collections_, [&](const auto& entry) {
    return facts.collections && !is_expected(entry.first) &&
           facts.taken - entry.second.last_seen >= kRemembered;
  });
  std::erase_if(changes_, [&](const auto& entry) {
    const bool may_be_usual = !lost_its_index(entry.second) || !collections_.contains(entry.first);
    return may_be_usual && facts.taken - entry.second.at >= kRemembered;
  });
}

void Memory::take(const ProbeTime& probe) {
  std::deque<ProbeTime>& times = probes_[probe.op];
  if (!probe.success || (!times.empty() && times.back().at == probe.at)) return;
  times.push_back(probe);
  if (times.size() > kMostProbes) times.pop_front();
}

}  // namespace lifeguard::vector_store
