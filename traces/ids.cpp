#include "traces/ids.hpp"

#include <cstdint>

namespace lifeguard::traces {
namespace {

// FNV-1a, and MurmurHash3's last step, after which each bit depends on all: backends sample traces by their
// bits.
std::uint64_t hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = 14695981039346656037U ^ seed;
  for (const unsigned char c : text) hash = (hash ^ c) * 1099511628211U;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdU;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53U;
  hash ^= hash >> 33;
  return hash == 0 ? 1 : hash;
}

template <class Byte>
void write(std::uint64_t value, Byte* to) {
  for (int shift = 56; shift >= 0; shift -= 8) *to++ = static_cast<Byte>(value >> shift);
}

}  // namespace

TraceId trace_id_of(std::string_view thing) {
  TraceId id;
  write(hash(thing, 1), id.data());
  write(hash(thing, 2), id.data() + 8);
  return id;
}

SpanId span_id_of(std::string_view thing) {
  SpanId id;
  write(hash(thing, 3), id.data());
  return id;
}

}  // namespace lifeguard::traces
