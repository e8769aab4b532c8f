#pragma once

#include <string>
#include <string_view>

namespace lifeguard::otlp {

/// As Content-Encoding: gzip wants it; quickly rather than tightly, for the event loop waits meanwhile.
std::string gzip(std::string_view);

}  // namespace lifeguard::otlp
