#pragma once

#include <optional>
#include <vector>

#include "alerts/leaks/layers.hpp"
#include "alerts/leaks/sign.hpp"
#include "config/config.hpp"

// Each kind of evidence of a leak: what is seen of it now, pure. None where it cannot be known.
namespace lifeguard::leaks {

/// Sessions that did nothing inside a transaction since longer than the thresholds: by state_change, never by
/// the age of the transaction, which a working one has too. It harms when one of them blocks others, or holds
/// vacuum back for longer than `critical`.
std::vector<Sign> idle_in_transaction(const Layers&, const ConnectionLeakConfig&);

/// Idle sessions that rise window after window, while as many are used by nobody and traffic does not grow.
std::vector<Sign> idle_growth(const Layers&, const ConnectionLeakConfig&);

/// Connections out of an app's pool, or of PgBouncer's, whose fewest rise window after window while the server
/// does not work for them and traffic does not grow. Where neither traffic is told, nothing is known.
std::vector<Sign> floor_rise(const Layers&, const ConnectionLeakConfig&);

/// More connections are out of the app's pool, all the time, than had anything to do at the server in that
/// time: `held`, or five times as long as one is usually out.
std::vector<Sign> mismatch(const Layers&, const ConnectionLeakConfig&);

/// What a mismatch is made of.
struct HeldIdle {
  Seconds span;                                 // that was looked at
  int out = 0;                                  // of the pools of the app, all the time
  int with_work = 0;                            // at the server, at some time; what no layer shows counts too
  int idle = 0;                                 // out and without work, at least
  std::vector<const joins::Connection*> quiet;  // longest first
};
/// nullopt while it cannot be told which connections are the app's, or since when they are out.
std::optional<HeldIdle> held_idle(const joins::App&, const History&, const ConnectionLeakConfig&);

/// Idle sessions older than the pool lets a connection become, for two windows: a pool that closes those it
/// has can not have these. Only where its max_lifetime is known and it closes idle ones for their age.
std::vector<Sign> over_age(const Layers&, const ConnectionLeakConfig&);

/// Clients of PgBouncer that keep a server whose session is idle in a transaction, or, in session mode, idle
/// while others wait for one.
std::vector<Sign> pinned(const Layers&, const ConnectionLeakConfig&);
bool is_pinned(const joins::Connection&, const ConnectionLeakConfig&);

/// Sessions of this host whose sockets are gone. Only while the sockets are known to be those that the server
/// sees.
std::vector<Sign> orphans(const Layers&, const ConnectionLeakConfig&);

/// All of these.
std::vector<Sign> all_signs(const Layers&, const ConnectionLeakConfig&);

/// The inverse of an orphan: sockets of this host to the server that no session belongs to. No session can be
/// of the same leak, so that it stands for itself. Of the view of an app: its look at the sockets must be later
/// than that at the server.
std::vector<Sign> no_backend(const Layers&, const ConnectionLeakConfig&);
constexpr std::string_view kSocketsKey = "sockets";  // its incident's

}  // namespace lifeguard::leaks
