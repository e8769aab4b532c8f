#pragma once

#include <boost/json/fwd.hpp>

#include "alerts/incident.hpp"

namespace lifeguard {

/// For /api/incidents, which shows many of them in one document.
boost::json::object json_of(const Incident&);
boost::json::object json_of(const Notice&);

/// The document as text, valid UTF-8 whatever a database put into its strings.
std::string text_of(const boost::json::value&);

}  // namespace lifeguard
