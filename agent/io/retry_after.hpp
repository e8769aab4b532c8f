#pragma once

#include <optional>

#include "agent/io/http.hpp"

namespace lifeguard {

/// Retry-After as a delay, from seconds or from an HTTP date (counted from the answer's own Date, so that
/// skewed clocks do not matter). At most an hour: no answer may silence us for longer. Nothing when it
/// makes no sense.
std::optional<Seconds> retry_after(const HttpResponse&);

}  // namespace lifeguard
