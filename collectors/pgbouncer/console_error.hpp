#pragma once

#include <string>
#include <string_view>

#include "collectors/collector.hpp"

namespace lifeguard::pgbouncer {

/// libpq's words about a console that would not have us, as a message for a person that says what to put into
/// pgbouncer.ini, and whether trying again soon can help.
Unreachable console_error(const std::string& endpoint, std::string_view libpq_message);

}  // namespace lifeguard::pgbouncer
