#include "agent/commands/collect_all.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "agent/poller.hpp"
#include "agent/pool_maxima.hpp"
#include "collectors/kinds.hpp"

namespace lifeguard {
namespace {

// The slow work begins when the target is known, and shows in the collection after it.
boost::asio::awaitable<Snapshot> collect_all_of(Collector& collector) {
  Snapshot first = co_await collect_once(collector);
  if (!first.up) co_return first;
  co_await collector.survey();
  Snapshot second = co_await collect_once(collector);
  co_return second;
}

}  // namespace

std::vector<SnapshotPtr> collect_all(const Config& config) {
  boost::asio::io_context loop(1);
  Resolver resolver;
  const std::vector<Watched> watched = watch(config, resolver);
  std::vector<Snapshot> collected(watched.size());
  for (std::size_t i = 0; i < watched.size(); ++i) {
    boost::asio::co_spawn(loop, collect_all_of(*watched[i].collector),
                          [&collected, i](std::exception_ptr error, Snapshot snapshot) {
                            if (error) std::rethrow_exception(error);
                            collected[i] = std::move(snapshot);
                          });
  }
  loop.run();
  std::vector<SnapshotPtr> snapshots;
  for (const Snapshot& each : collected) snapshots.push_back(std::make_shared<const Snapshot>(each));
  for (std::size_t i = 0; i < collected.size(); ++i) {
    add_pool_maxima(collected[i], snapshots);
    snapshots[i] = std::make_shared<const Snapshot>(std::move(collected[i]));
  }
  return snapshots;
}

}  // namespace lifeguard
