#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/io/http.hpp"

namespace lifeguard::otlp {

/// What an answer means for the batch that was sent, by the specification of OTLP/HTTP.
struct Verdict {
  enum class Outcome {
    taken,      // all but `rejected` of it
    retry,      // not before `after` when given
    too_large,  // a smaller one may be taken
    refused,    // sent again it would be refused again
  };
  Outcome outcome = Outcome::taken;
  std::uint64_t rejected = 0;    // spans, records or data points
  std::string reason;            // for the log: of a batch that was taken, a warning
  std::optional<Seconds> after;  // from Retry-After
};

Verdict judge(const HttpResponse&);

}  // namespace lifeguard::otlp
