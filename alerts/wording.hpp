#pragma once

#include <string>

#include "alerts/incident.hpp"

// An incident in words, for someone whom it wakes at 3 am.
namespace lifeguard {

/// "CRITICAL: connection leak on main (checkout)"; "Now CRITICAL: …"; "Resolved: …".
std::string headline(const Notice&);

/// The summary; when resolved, as what was seen last.
std::string in_tense(const Notice&);

/// "service checkout, postgres main".
std::string where(const Incident&);

/// "for 4 min 10 s, since 02:45:59Z"; when resolved, "lasted 12 min 5 s, 02:45:59Z to 02:58:04Z".
std::string since_when(const Notice&);

/// From its beginning to its end, or to the notice.
Seconds age(const Notice&);

/// "pid 4242, application shop, state idle in transaction", on one line whatever the values hold.
std::string one_line(const Evidence&);

}  // namespace lifeguard
