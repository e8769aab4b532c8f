#pragma once

#include <vector>

#include "traces/span.hpp"

namespace lifeguard::traces {

/// Takes what is to be told, at once and without fail: what it has no room for is dropped, and counted.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void accept(std::vector<Span>) = 0;
  virtual void accept(std::vector<LogRecord>) = 0;
  /// False when spans go nowhere: their traces are not to be spoken of.
  virtual bool takes_spans() const = 0;
};

}  // namespace lifeguard::traces
