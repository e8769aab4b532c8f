#pragma once

#include <functional>
#include <iostream>

#include "agent/commands/commands.hpp"
#include "config/read.hpp"

namespace lifeguard {

inline constexpr int kWell = 0, kMissing = 1, kWrongConfig = 2;

/// Reads the config and goes on with it, or says on stderr what is wrong with it.
inline int with_config(const ConfigFile& file, const std::function<int(Config)>& go_on) {
  try {
    return go_on(read_config(file, process_environment()));
  } catch (const ConfigError& error) {
    for (const std::string& problem : error.problems()) std::cerr << problem << '\n';
    return kWrongConfig;
  }
}

}  // namespace lifeguard
