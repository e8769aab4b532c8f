#pragma once

#include <cstddef>
#include <vector>

#include "collectors/postgres/facts.hpp"

namespace lifeguard::traces {

/// The trace contexts that one backend was seen with lately. A prepared statement keeps the comment that it was
/// prepared with, so that each execution shows the context of the first.
class KnownContexts {
 public:
  /// When this session's context was first seen, `at` if it is new; `at` too for one that has none.
  TimePoint first_seen(const postgres::Session&, TimePoint at);

 private:
  struct Known {
    std::size_t context;  // a hash of its text: to read it properly costs fifty times as much
    TimePoint since;
  };
  std::vector<Known> known_;
};

}  // namespace lifeguard::traces
