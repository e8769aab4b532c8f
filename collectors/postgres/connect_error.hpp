#pragma once

#include <string>
#include <string_view>

#include "collectors/collector.hpp"

namespace lifeguard::postgres {

/// libpq's words about a failed connection (verbose, so with SQLSTATE) as a message for a person that says what
/// to do, and whether trying again soon can help: a wrong password does not mend itself.
Unreachable connect_error(const std::string& endpoint, std::string_view libpq_message);

/// The SQLSTATE in a verbose message, or "".
std::string sqlstate_in(std::string_view verbose_message);

std::string first_line(std::string_view text);

/// "FATAL:  28P01: password authentication failed" without the code, which the advice replaces.
std::string without_code(std::string line, const std::string& code);

}  // namespace lifeguard::postgres
