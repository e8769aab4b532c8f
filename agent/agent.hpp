#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "config/config.hpp"

namespace lifeguard {

/// Watches until SIGTERM or SIGINT; SIGHUP reads the config anew. `read` gives the config and throws
/// ConfigError. Throws when it cannot start: the address is taken.
boost::asio::awaitable<void> run_agent(Config config, std::function<Config()> read);

}  // namespace lifeguard
