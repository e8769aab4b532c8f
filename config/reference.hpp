#pragma once

#include <string>

#include "config/config.hpp"

namespace lifeguard {

/// Every key, its type, default and meaning, as Markdown tables.
std::string config_reference();

/// A config file with every key and its default, commented; it parses as it is.
std::string config_example();

/// What is in force, as TOML, secrets as "***".
std::string config_in_force(const Config&);

}  // namespace lifeguard
