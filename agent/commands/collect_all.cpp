#include "agent/commands/collect_all.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "agent/poller.hpp"
#include "collectors/kinds.hpp"

namespace lifeguard {

std::vector<SnapshotPtr> collect_all(const Config& config) {
  boost::asio::io_context loop(1);
  Resolver resolver;
  const auto collectors = make_collectors(config, resolver);
  std::vector<SnapshotPtr> snapshots(collectors.size());
  for (std::size_t i = 0; i < collectors.size(); ++i) {
    boost::asio::co_spawn(loop, collect_once(*collectors[i]),
                          [&snapshots, i](std::exception_ptr error, Snapshot snapshot) {
                            if (error) std::rethrow_exception(error);
                            snapshots[i] = std::make_shared<const Snapshot>(std::move(snapshot));
                          });
  }
  loop.run();
  return snapshots;
}

}  // namespace lifeguard
