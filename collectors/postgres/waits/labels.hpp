#pragma once

#include <string_view>

#include "collectors/postgres/waits/facts.hpp"

namespace lifeguard::postgres {

/// The event under one name in every version: 17 respelled many ("WALWrite" and "WalWrite" are "walwrite"), 13
/// took "Lock" and underscores out of those of lightweight locks.
WaitEvent wait_event(std::string_view type, std::string_view event);

}  // namespace lifeguard::postgres
