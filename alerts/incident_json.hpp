#pragma once

#include <boost/json/fwd.hpp>

#include "alerts/incident.hpp"

namespace lifeguard {

/// For /api/incidents, which shows many of them in one document.
boost::json::object json_of(const Incident&);
boost::json::object json_of(const Notice&);

}  // namespace lifeguard
