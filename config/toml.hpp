#pragma once

#include <string>
#include <string_view>

#include "config/document.hpp"

namespace lifeguard {

/// Throws ConfigError for what is not TOML, and never quotes the text, for it may hold a password.
Table parse_toml(std::string_view text, const std::string& name);

}  // namespace lifeguard
