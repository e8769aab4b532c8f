#include "agent/commands/with_config.hpp"
#include "config/reference.hpp"

namespace lifeguard {

int show_config_command(const ConfigFile& file) {
  return with_config(file, [](const Config& config) {
    std::cout << config_in_force(config);
    for (const std::string& warning : config.warnings) std::cerr << "warning: " << warning << '\n';
    return kWell;
  });
}

}  // namespace lifeguard
