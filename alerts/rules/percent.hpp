#pragma once

#include <string>

namespace lifeguard {

/// A share for people, to two digits: "0.5 %", "2.5 %", "80 %".
std::string percent(double share);

}  // namespace lifeguard
