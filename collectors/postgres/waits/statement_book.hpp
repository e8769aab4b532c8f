#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/waits/facts.hpp"

namespace lifeguard::postgres {

/// The statements of active sessions, each text scanned once: that costs some 50 µs, and a server may show
/// hundreds of texts at once that differ in literals only. What is new beyond `kMostPerSample` stays without a
/// name in this sample.
class StatementBook {
 public:
  static constexpr std::size_t kMostPerSample = 50;
  static constexpr std::size_t kMost = 2000;
  static constexpr std::size_t kTextLimit = 300;

  void begin_sample() { scanned_ = 0; }
  std::shared_ptr<const WaitStatement> of(const Session&);

 private:
  std::size_t scanned_ = 0;
  std::unordered_map<std::size_t, std::shared_ptr<const WaitStatement>> known_;  // by hash
};

}  // namespace lifeguard::postgres
