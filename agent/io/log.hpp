#pragma once

#include <string>
#include <string_view>

namespace lifeguard {

/// Sets up the process's log on stderr. `format`: "text", "json", or "auto" (text on a terminal).
/// `level`: "debug", "info", "warning", "error".
void start_log(std::string_view level, std::string_view format);

/// One event. `about` is what it concerns (a target, a receiver, "agent"): a field in JSON, a prefix in text.
void log_debug(std::string_view about, std::string_view message);
void log_info(std::string_view about, std::string_view message);
void log_warning(std::string_view about, std::string_view message);
void log_error(std::string_view about, std::string_view message);

}  // namespace lifeguard
