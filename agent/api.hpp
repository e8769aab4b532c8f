#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alerts/incident.hpp"
#include "collectors/history.hpp"
#include "collectors/snapshot.hpp"

// The JSON pages. Each is a pure function of what is known: no page asks a target anything.
namespace lifeguard::api {

/// Every target: up, age of its data, parts that fail and why, open incidents.
std::string health(const std::vector<SnapshotPtr>&, const std::vector<Incident>& open,
                   const std::string& state_trouble, TimePoint now);

/// Sessions of every PostgreSQL target, oldest transaction or statement first.
std::string sessions(const std::vector<SnapshotPtr>&, std::size_t limit);

/// What the statements of every PostgreSQL target did in the last window, those with the most time first.
std::string queries(const std::vector<SnapshotPtr>&, std::size_t limit);

/// Every pool of every target, and where the connections of each app are, joined through the layers.
std::string pools(const std::vector<SnapshotPtr>&, const History&, const std::vector<Incident>& open,
                  TimePoint now);

std::string incidents(const std::vector<Incident>&);

/// One collection: health and all sessions of every target.
std::string snapshots(const std::vector<SnapshotPtr>&, TimePoint now);

std::string error(std::string_view message);

}  // namespace lifeguard::api
