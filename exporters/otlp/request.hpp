#pragma once

#include <vector>

#include "agent/io/http.hpp"
#include "exporters/otlp/backlog.hpp"

namespace lifeguard::otlp {

/// A batch as a request. Reads the secrets anew: throws when their files cannot be read.
HttpRequest request_for(Signal, const std::vector<Item>& batch, const Destination&, const Settings&);

}  // namespace lifeguard::otlp
