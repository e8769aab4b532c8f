#pragma once

#include <optional>

#include "collectors/snapshot.hpp"
#include "collectors/sockets/facts.hpp"

namespace lifeguard::joins {

/// How far the ports that a server sees are the ports of our sockets. A mesh, a pooler or address translation
/// in between changes them, and then sockets say nothing.
struct Calibration {
  int known = 0;                   // clients whose address is one of ours, our own connection among them
  int matched = 0;                 // those of them whose port is one of ours too
  bool complete = true;            // every socket was seen
  std::optional<Endpoint> remote;  // the target as it is seen from here

  /// Nine of ten of at least one, and nothing left out.
  bool is_trusted() const { return complete && known > 0 && 10 * matched >= 9 * known; }
};

/// Of a PostgreSQL or PgBouncer target.
Calibration calibrate(const Snapshot& target, const Sockets&);

/// True when it is an address of this network namespace.
bool is_ours(const Sockets&, const std::string& address);

}  // namespace lifeguard::joins
