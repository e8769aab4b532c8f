#include <map>

#include "collectors/vector/qdrant/answers.hpp"

namespace lifeguard::vector_store::qdrant {
namespace {

struct Shard {
  bool can_be_read = false;
  std::string trouble;  // of the first replica that has any
};

// A Listener takes writes alone, by intent; what is on its way to Active (Partial, Recovery, …) is told where
// nothing else can be read.
void add(std::map<std::int64_t, Shard>& shards, const Json& replica) {
  Shard& shard = shards[replica["shard_id"].integer()];
  const std::string state = replica["state"].text();
  if (state == "Active" || state == "ActiveRead") {
    shard.can_be_read = true;
    return;
  }
  const auto peer = replica["peer_id"].integer_if();
  const std::string where = peer ? "on peer " + std::to_string(*peer) : "here";
  const bool is_lost = state == "Dead" || state == "ManualRecovery";
  if (is_lost || shard.trouble.empty()) shard.trouble = state + " " + where;
}

bool names_a_loss(const std::string& trouble) {
  return trouble.starts_with("Dead") || trouble.starts_with("ManualRecovery");
}

void worsen(Collection& collection, Condition condition, const std::string& trouble) {
  if (condition <= collection.condition) return;
  collection.condition = condition;
  collection.trouble = trouble;
}

}  // namespace

void add_shards(const Json& answer, Collection& collection) {
  const Json cluster = answer["result"];
  std::map<std::int64_t, Shard> shards;
  for (const char* list : {"local_shards", "remote_shards"}) {
    if (!cluster[list].exists()) continue;
    for (const Json& replica : cluster[list].items()) add(shards, replica);
  }
  for (const auto& [id, shard] : shards) {
    const std::string named = "shard " + std::to_string(id) + " is ";
    if (!shard.can_be_read)
      worsen(collection, Condition::broken, named + shard.trouble + ", and no replica of it is Active");
    else if (names_a_loss(shard.trouble))
      worsen(collection, Condition::degraded, named + shard.trouble);
  }
}

}  // namespace lifeguard::vector_store::qdrant
