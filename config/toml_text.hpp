#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace lifeguard {

/// A value as TOML writes it.
std::string toml_text(const std::string&);
std::string toml_text(const std::vector<std::string>&);
std::string toml_text(Seconds);
std::string toml_text(Bytes);
std::string toml_text(int);
std::string toml_text(double);
std::string toml_text(bool);

}  // namespace lifeguard
