#pragma once

#include <cstdint>
#include <string_view>

namespace lifeguard::otlp {

/// A field of one of OTLP's messages: its number in protobuf, its name in JSON.
struct Field {
  std::uint32_t number;
  std::string_view name;
};

}  // namespace lifeguard::otlp
