#pragma once

#include "alerts/leaks/layers.hpp"
#include "alerts/leaks/sign.hpp"
#include "config/config.hpp"

// The connections of an app's pools as suspects: what the signs that begin at the app have in common.
namespace lifeguard::leaks {

/// True when the connection has had no work for so long, and its session is none that is kept on purpose.
bool is_quiet(const joins::Connection&, Seconds, const ConnectionLeakConfig&);

/// Those of the app, quiet longest first.
std::vector<const joins::Connection*> quiet_connections(const joins::App&, Seconds,
                                                        const ConnectionLeakConfig&);

/// As the client's that these connections of the app belong to: that of its sessions, so that what the server
/// sees and what the app tells come together.
Sign sign_of(Kind, const joins::App&, const std::vector<const joins::Connection*>&, const Layers&);

/// As the layer next to the client knows them, with the app whose pool tells of them.
std::vector<Evidence> evidence_of(const std::vector<const joins::Connection*>&, const joins::App&);
/// PgBouncer's client, with the session that is linked to it.
Evidence evidence_of_client(const joins::Connection&);
constexpr std::string_view kAppPool = "app pool", kPgBouncer = "pgbouncer";  // labels that name a target

/// What of the app's pools that a sign of the app speaks of: "its pool checkout", "its 2 pools".
std::string pools_in_words(const joins::App&);

}  // namespace lifeguard::leaks
