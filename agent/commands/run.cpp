#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "agent/agent.hpp"
#include "agent/commands/with_config.hpp"
#include "agent/io/log.hpp"

namespace lifeguard {

int run_command(const ConfigFile& file) {
  return with_config(file, [&](Config config) {
    start_log(config.agent.log_level, config.agent.log_format);
    boost::asio::io_context loop(1);
    std::exception_ptr failure;
    const auto read = [file] { return read_config(file, process_environment()); };
    boost::asio::co_spawn(loop, run_agent(std::move(config), read), [&](std::exception_ptr error) {
      failure = error;
      loop.stop();
    });
    loop.run();
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      log_error("agent", error.what());
      return kMissing;
    }
    return kWell;
  });
}

}  // namespace lifeguard
