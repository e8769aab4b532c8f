#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alerts/finding.hpp"
#include "collectors/postgres/facts.hpp"

namespace lifeguard::leaks {

/// What speaks for a leak.
enum class Kind {
  idle_in_transaction,  // a session is in a transaction and does nothing
  pinned,               // a client of PgBouncer keeps a server and does nothing with it
  orphan,               // a session whose client's socket is gone
  mismatch,             // more connections are out of the app's pool than the server works for
  over_age,             // a session older than its pool lets any become that it has
  no_backend,           // a socket of the app to the server that no session belongs to
  idle_growth,          // idle sessions rise window after window
  floor_rise,           // connections out of a pool rise window after window
};
std::string_view name_of(Kind);

/// Who saw it. Signs of one source may be one fact seen twice: they do not make each other more likely.
enum class Source {
  server,   // the state of sessions as the server tells it; PgBouncer's links only say whose they are
  pool,     // the pool's own count of what is out, against the server's sessions
  sockets,  // the sockets of this host
  course,   // how counts went over time; of the pool or of the server, for one rises with the other
};
Source source_of(Kind);
std::string_view name_of(Source);

/// One kind of evidence against one client.
struct Sign {
  Kind kind;
  std::string client;                     // its incident's key: "shop/shop/checkout/10.0.3.7"
  std::string whose;                      // in a sentence: "checkout (role shop, database shop, from 10.0.3.7)"
  int connections = 0;                    // that are leaked by it, at least
  TimePoint since;                        // agent's clock
  Severity strength = Severity::warning;  // `none`: keeps an incident alive, opens none
  std::string text;                       // what the client does: "holds 3 sessions idle in transaction"
  std::string harm;                       // what others suffer of it already; empty: nothing that we know
  std::vector<Evidence> evidence;         // at most kMaxEvidence
  std::string remedy;
  bool takes_slots = true;  // its connections are the server's too, not PgBouncer's clients alone
};

/// As the client's that such sessions belong to.
Sign sign_of(Kind, const postgres::ClientGroup&);

}  // namespace lifeguard::leaks
