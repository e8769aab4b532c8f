#pragma once

#include <memory>
#include <vector>

#include "alerts/receiver.hpp"
#include "config/config.hpp"

namespace lifeguard {

/// Every receiver that the config names. The one list of kinds.
std::vector<std::unique_ptr<Receiver>> make_receivers(const Config&);

}  // namespace lifeguard
