#include "alerts/rules/percent.hpp"

#include <spdlog/fmt/fmt.h>

namespace lifeguard {

std::string percent(double share) {
  return fmt::format("{:.{}f} %", share * 100, share >= 0.1 ? 0 : 1);
}

}  // namespace lifeguard
