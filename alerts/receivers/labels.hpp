#pragma once

#include <boost/json/fwd.hpp>

#include "alerts/incident.hpp"

// An incident as Prometheus and Alertmanager know alerts.
namespace lifeguard {

/// The alert's identity: the same from every pod that sees the same thing, so no pod is in it.
boost::json::object labels_of(const Incident&, Severity);
boost::json::object annotations_of(const Incident&);

}  // namespace lifeguard
