#pragma once

#include <string>
#include <string_view>

#include "collectors/postgres/waits/facts.hpp"

namespace lifeguard::postgres {

/// The event under one name in every version: 17 respelled many ("WALWrite" and "WalWrite" are "walwrite"), 13
/// took "Lock" and underscores out of those of lightweight locks.
WaitEvent wait_event(std::string_view type, std::string_view event);

/// The application's name without a W3C traceparent in it, which would make a series per request; "other" when
/// nothing is left. Part of what it was given.
std::string_view without_trace(std::string_view application);

}  // namespace lifeguard::postgres
