#pragma once

#include <string>
#include <vector>

#include "alerts/rule.hpp"
#include "collectors/postgres/facts.hpp"
#include "joins/app.hpp"
#include "joins/connections.hpp"

namespace lifeguard::leaks {

/// Where leaks are sought: a server, the apps whose connections lead to it and all the connections that do; or
/// an app alone, whose server is not watched. Only what is up is in it. It looks into the view that it was made
/// from.
struct Layers {
  const Snapshot* server = nullptr;
  std::vector<joins::App> apps;
  std::vector<joins::Connection> connections;  // every client's
  const History& history;
};

/// What the target of the view is part of.
Layers layers_of(const View&);

/// Null while it is not known.
const postgres::Activity* activity_of(const Layers&);

/// True where nobody but the app itself tells of its pools: no server of theirs is watched.
bool is_on_its_own(const View&);

}  // namespace lifeguard::leaks
