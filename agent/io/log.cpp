#include "agent/io/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <unistd.h>

#include <memory>

#include "agent/io/json_text.hpp"
#include "base/time.hpp"

namespace lifeguard {
namespace {

using spdlog::level::level_enum;

struct Log {
  explicit Log(bool json) : json(json) {
    const char* pattern = json ? "%v" : "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v";
    logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  }

  bool json;
  spdlog::logger logger{"lifeguard", std::make_shared<spdlog::sinks::stderr_color_sink_mt>()};
};

std::unique_ptr<Log>& current() {
  static auto log = std::make_unique<Log>(false);
  return log;
}

level_enum level_named(std::string_view name) {
  if (name == "debug") return spdlog::level::debug;
  if (name == "warning") return spdlog::level::warn;
  if (name == "error") return spdlog::level::err;
  return spdlog::level::info;
}

std::string as_json(level_enum level, std::string_view about, std::string_view message) {
  const auto name = spdlog::level::to_string_view(level);
  return R"({"time":")" + rfc3339(now()) + R"(","level":")" + std::string(name.data(), name.size()) +
         R"(","about":)" + json_quoted(about) + R"(,"message":)" + json_quoted(message) + "}";
}

/// One line on the terminal, with nothing in it that the terminal would obey.
std::string as_text(std::string_view about, std::string_view message) {
  std::string line(about);
  line.append(": ").append(message);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

void write(level_enum level, std::string_view about, std::string_view message) {
  Log& log = *current();
  if (!log.logger.should_log(level)) return;
  const std::string line = log.json ? as_json(level, about, message) : as_text(about, message);
  log.logger.log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void start_log(std::string_view level, std::string_view format) {
  const bool json = format == "json" || (format != "text" && isatty(STDERR_FILENO) == 0);
  auto log = std::make_unique<Log>(json);
  log->logger.set_level(level_named(level));
  current() = std::move(log);
}

void log_debug(std::string_view about, std::string_view message) {
  write(spdlog::level::debug, about, message);
}

void log_info(std::string_view about, std::string_view message) {
  write(spdlog::level::info, about, message);
}

void log_warning(std::string_view about, std::string_view message) {
  write(spdlog::level::warn, about, message);
}

void log_error(std::string_view about, std::string_view message) {
  write(spdlog::level::err, about, message);
}

}  // namespace lifeguard
