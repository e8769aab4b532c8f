#pragma once

#include <vector>

#include "exporters/otlp/backlog.hpp"

namespace lifeguard::otlp {

/// What `lifeguard check` sends, for nothing but something real tells whether a receiver takes it: one span,
/// log record or metric that says so.
std::vector<Item> trial(Signal, Encoding, TimePoint now);

/// What it is, for a person: "a span named lifeguard check".
std::string_view trial_in_words(Signal);

}  // namespace lifeguard::otlp
