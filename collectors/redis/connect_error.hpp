#pragma once

#include <string>
#include <string_view>

#include "agent/io/stream.hpp"
#include "collectors/collector.hpp"

namespace lifeguard::redis {

/// Why there is no connection, or no longer, as a message for a person that says what to do, and whether trying
/// again soon can help.
Unreachable connect_error(const StreamError&);

/// The same of Redis's own refusal: "WRONGPASS …", "ERR max number of clients reached".
Unreachable refusal(const std::string& endpoint, std::string_view said);

/// True when an error is about the connection, not about the command.
bool refuses_connection(std::string_view said);

}  // namespace lifeguard::redis
