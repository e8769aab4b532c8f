#include "collectors/vector/kept.hpp"

namespace lifeguard::vector_store {

void keep_last(const Facts& last, TimePoint ready_told, Facts& facts) {
  if (!facts.ready && last.ready && facts.taken - ready_told <= kKept) {
    facts.ready = last.ready;
    facts.not_ready = last.not_ready;
    facts.version = last.version;
  }
  if (facts.collections || !last.collections || facts.taken - last.taken > kKept) return;
  if (facts.scope_trouble.empty()) facts.scope_trouble = last.scope_trouble;
  facts.collections = last.collections;
  facts.left_out = last.left_out;
  facts.taken = last.taken;
}

}  // namespace lifeguard::vector_store
