#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace lifeguard {

using Environment = std::map<std::string, std::string, std::less<>>;

/// A config that must not run: every problem found, each as "FILE:LINE: what is wrong; what to do".
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(std::vector<std::string> problems);
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  std::vector<std::string> problems_;
};

/// The process's own environment.
Environment process_environment();

/// Reads `file`; without one, lifeguard.toml in the working directory, then /etc/lifeguard/lifeguard.toml, then
/// the environment alone. Kinds of target and receiver that no file names come from the environment.
/// Throws ConfigError.
Config read_config(const std::optional<std::filesystem::path>& file, const Environment&);

/// The same from text; `name` stands for the file in messages.
Config parse_config(std::string_view text, const std::string& name, const Environment&);

}  // namespace lifeguard
