#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "collectors/collector.hpp"

namespace lifeguard {

/// A snapshot, and when its collection began.
using Publish = std::function<void(Snapshot, TimePoint began)>;

/// Collects once, within the collector's deadline. A target that cannot be reached gives a snapshot that says
/// so.
boost::asio::awaitable<Snapshot> collect_once(Collector&);

/// Watches one target until cancelled: every tick while it answers, with backoff while it does not.
boost::asio::awaitable<void> poll(Collector&, Publish);

/// Lets the collector do its slow work beside the polling, until cancelled.
boost::asio::awaitable<void> survey(Collector&);

}  // namespace lifeguard
