#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace lifeguard {

using ConfigFile = std::optional<std::filesystem::path>;

/// What main runs; each returns the process's exit status. A wrong config is told on stderr, status 2.
int run_command(const ConfigFile&);
int check_command(const ConfigFile&);
int once_command(const ConfigFile&, const std::string& format);
int test_alert_command(const ConfigFile&, const std::string& receiver);
int show_config_command(const ConfigFile&);

}  // namespace lifeguard
