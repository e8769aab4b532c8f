#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/io/http.hpp"

namespace lifeguard::otlp {

/// What a receiver says in the body of its answer.
struct Reply {
  std::uint64_t rejected = 0;
  std::string message;
};

/// Of an answer of success: what of it was not taken. Nothing when the body is no answer of OTLP's.
std::optional<Reply> partial_success(const HttpResponse&);

/// Of any other: its google.rpc.Status, or, of a text, its beginning. At most 200 bytes.
std::string status_message(const HttpResponse&);

}  // namespace lifeguard::otlp
