#pragma once

#include <functional>
#include <map>
#include <vector>

#include "alerts/leaks/layers.hpp"
#include "config/config.hpp"

// Sessions that may be leaked at all: what all signs that look at sessions have in common.
namespace lifeguard::leaks {

/// An application's session that does nothing, for no reason we know of: no worker or walsender, none of
/// Lifeguard's own, no LISTENer, no holder of an advisory lock, none of the applications to ignore.
bool is_suspect(const postgres::Session&, const postgres::Activity&, const ConnectionLeakConfig&);

/// Since when it does nothing.
Seconds quiet_for(const postgres::Session&, const postgres::Activity&);

using Suspects = std::vector<const postgres::Session*>;  // those quiet longest come first

/// The suspects of each client that fit, by one of them: no group is copied, for this is done at every look.
std::map<const postgres::Session*, Suspects, postgres::ByGroup> suspects_by_client(
    const postgres::Activity&, const ConnectionLeakConfig&,
    const std::function<bool(const postgres::Session&)>& fits);

/// The first of them as evidence.
std::vector<Evidence> evidence_of(const Suspects&, const postgres::Activity&);

/// Ends the client's sessions in that state (a condition of SQL) that did nothing for so long.
std::string end_sessions(const postgres::ClientGroup&, const std::string& state, Seconds quiet);

/// Ends these sessions, but none that did anything since: behind PgBouncer a session is another client's soon.
std::string end_sessions(const std::vector<int>& pids, Seconds quiet);

}  // namespace lifeguard::leaks
