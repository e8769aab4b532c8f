#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "agent/history_request.hpp"
#include "base/time.hpp"
#include "collectors/postgres/waits/history.hpp"

namespace lifeguard {

/// The waits of a target over the last `request.minutes`, minute by minute and in all.
boost::json::object waits_json(const std::string& target, const std::vector<postgres::WaitMinute>&,
                               const HistoryRequest&, TimePoint now);

}  // namespace lifeguard
