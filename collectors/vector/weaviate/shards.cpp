#include <algorithm>
#include <map>

#include "collectors/vector/weaviate/answers.hpp"

namespace lifeguard::vector_store::weaviate {
namespace {

struct Shard {
  std::int64_t objects = 0, queued = 0;  // the most of any replica
  bool told = false;                     // one that is not loaded does not know how many it has
};

bool tells(const Json& shard) {
  return shard["loaded"].exists() ? shard["loaded"].flag() : shard["objectCount"].exists();
}

struct State {
  Condition condition = Condition::serving;
  const char* means = "";
};

// A shard that is loaded only once it is asked for is LOADING or LAZY_LOADING until then, and serves.
State state_of(const std::string& status) {
  if (status == "INDEXING") return {Condition::building, ""};
  if (status == "READONLY")
    return {Condition::degraded, ": it takes no writes until its status is set to READY"};
  if (status == "SHUTDOWN") return {Condition::broken, ""};
  return {};
}

void judge(Collection& collection, const Json& shard, const std::string& node) {
  const std::string status = shard["vectorIndexingStatus"].text_if().value_or("");
  const State state = state_of(status);
  if (collection.status.empty()) collection.status = status;
  if (state.condition <= collection.condition) return;
  collection.condition = state.condition;
  collection.status = status;
  collection.trouble = "shard " + shard["name"].text() + " on node " + node + " is " + status + state.means;
}

/// A class and what is known of its shards, by their names.
struct Class {
  Collection* collection = nullptr;
  std::map<std::string, Shard> shards;
};

void add(const Json& answer, const std::string& node, Class& to) {
  const std::string name = answer["name"].text();
  Shard& shard = to.shards[name];
  shard.objects = std::max(shard.objects, answer["objectCount"].integer_if().value_or(0));
  shard.queued = std::max(shard.queued, answer["vectorQueueLength"].integer_if().value_or(0));
  shard.told = shard.told || tells(answer);
  judge(*to.collection, answer, node);
}

void count(const Class& one) {
  if (one.shards.empty()) return;
  if (!std::ranges::all_of(one.shards, [](const auto& each) { return each.second.told; })) return;
  std::int64_t objects = 0, queued = 0;
  for (const auto& [name, shard] : one.shards) {
    objects += shard.objects;
    queued += shard.queued;
  }
  one.collection->vectors = objects;
  one.collection->backlog = queued;
  one.collection->indexed = std::max<std::int64_t>(0, objects - queued);
}

}  // namespace

void add_shards(const Json& answer, const std::string& tenant, std::span<Collection> collections) {
  std::map<std::string, Class> classes;
  for (Collection& each : collections) classes[each.id].collection = &each;
  for (const Json& node : answer["nodes"].items()) {
    if (!node["shards"].exists()) continue;
    const std::string node_name = node["name"].text_if().value_or("?");
    for (const Json& each : node["shards"].items()) {
      const auto found = classes.find(each["class"].text());
      if (found == classes.end() || (!tenant.empty() && each["name"].text() != tenant)) continue;
      add(each, node_name, found->second);
    }
  }
  for (const auto& [name, each] : classes) count(each);
}

}  // namespace lifeguard::vector_store::weaviate
