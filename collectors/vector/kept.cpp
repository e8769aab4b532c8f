#include "collectors/vector/kept.hpp"

namespace lifeguard::vector_store {

void keep_last(const Facts& last, Facts& facts) {
  if (facts.taken - last.taken > kKept) return;
  if (!facts.ready && last.ready) {
    facts.ready = last.ready;
    facts.not_ready = last.not_ready;
    facts.version = last.version;
    facts.taken = last.taken;
  }
  if (facts.collections || !last.collections) return;
  if (facts.scope_trouble.empty()) facts.scope_trouble = last.scope_trouble;
  facts.collections = last.collections;
  facts.left_out = last.left_out;
  facts.taken = last.taken;
}

}  // namespace lifeguard::vector_store
