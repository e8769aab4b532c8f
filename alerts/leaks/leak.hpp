#pragma once

#include <vector>

#include "alerts/finding.hpp"
#include "alerts/leaks/sign.hpp"

namespace lifeguard::leaks {

/// All that speaks against one client.
struct Leak {
  std::vector<Sign> signs;  // of each kind one, in the order of Kind; never empty

  const std::string& client() const { return signs.front().client; }
};

/// The signs put together by client.
std::vector<Leak> leaks_of(std::vector<Sign>);

/// Two kinds page when they are of independent sources, and so does one that already harms others. All else is
/// a warning: each kind alone has an innocent explanation, two sources that agree have none left.
Severity severity_of(const Leak&);

/// How many connections are leaked, at least: the signs see the same ones.
int connections_of(const Leak&);

Finding finding_of(const Leak&);

}  // namespace lifeguard::leaks
