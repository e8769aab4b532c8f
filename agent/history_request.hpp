#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>

namespace lifeguard {

/// What of a wait's event, application and statement is kept apart.
enum class WaitsBy { everything, wait_event, application, statement };

std::string_view name_of(WaitsBy);

/// The parameters of /api/history.
struct HistoryRequest {
  std::optional<std::string> series, target;  // nothing: all
  int minutes = 60;
  WaitsBy by = WaitsBy::everything;

  bool asks_for_waits() const { return series == "waits"; }
};

/// Throws std::invalid_argument, which says which parameter is wrong and what it may be.
HistoryRequest parse_history_request(const std::map<std::string, std::string>& parameters);

}  // namespace lifeguard
