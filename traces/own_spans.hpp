#pragma once

#include <map>
#include <string>
#include <vector>

#include "collectors/snapshot.hpp"
#include "traces/span.hpp"

namespace lifeguard::traces {

/// The agent's own collections: a span each, with a child for each part that was read in it. How long a part
/// took is measured, when it began is not: it is told as beginning with its collection.
class OwnSpans {
 public:
  std::vector<Span> of(const Snapshot&, TimePoint began, TimePoint ended);

 private:
  // By target and part. A snapshot shows parts that were not due as they were when they last were, to the
  // nanosecond: what took as long as before was not read again.
  std::map<std::string, std::map<std::string, Seconds>> took_;
};

}  // namespace lifeguard::traces
