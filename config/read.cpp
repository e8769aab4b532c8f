#include "config/read.hpp"

#include "config/environment.hpp"
#include "config/expand.hpp"
#include "config/file_text.hpp"
#include "config/otel_variables.hpp"
#include "config/reader.hpp"
#include "config/toml.hpp"
#include "config/unsearched.hpp"

namespace lifeguard {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

Config config_from(Table document, const std::string& source, const Environment& environment) {
  Report report;
  expand(document, environment, report);
  add_environment(document, environment, report);
  warn_of_unsearched(document, report);
  Config config = Reader::config_from(document, report);
  if (report.has_problems()) throw ConfigError(report.problems());
  config.otlp.environment = otel_environment(document, environment);
  config.source = source;
  config.warnings = report.warnings();
  return config;
}

// The first that is there, even when it cannot be read: to pass over a config in silence would surprise.
std::optional<std::filesystem::path> usual_file() {
  for (const char* file : {"lifeguard.toml", "/etc/lifeguard/lifeguard.toml"}) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return file;
  }
  return std::nullopt;
}

Config config_in(const std::filesystem::path& file, const Environment& environment) {
  std::string text;
  try {
    text = file_text(file.string());
  } catch (const std::runtime_error& error) {
    throw ConfigError({file.string() + ": cannot be read: " + error.what()});
  }
  return parse_config(text, file.string(), environment);
}

constexpr std::string_view kHowToBegin =
    "nothing to watch; set DATABASE_URL=postgresql://user:password@host:5432/database, "
    "REDIS_URL=redis://host:6379, "
    "CHROMA_URL=http://host:8000 or another of the variables that the app has, or name what to watch in "
    "lifeguard.toml "
    "(\"lifeguard config example\" prints one)";

}  // namespace

ConfigError::ConfigError(std::vector<std::string> problems)
    : std::runtime_error(joined(problems)), problems_(std::move(problems)) {}

Config read_config(const std::optional<std::filesystem::path>& given, const Environment& environment) {
  const auto file = given ? given : usual_file();
  Config config = file ? config_in(*file, environment) : config_from({}, "environment", environment);
  if (config.postgres.empty() && config.pgbouncer.empty() && config.app_pool.empty() && config.redis.empty() &&
      config.vector.empty()) {
    std::vector<std::string> problems = config.warnings;
    problems.push_back(config.source + ": " + std::string(kHowToBegin));
    throw ConfigError(std::move(problems));
  }
  return config;
}

Config parse_config(std::string_view text, const std::string& name, const Environment& environment) {
  return config_from(parse_toml(text, name), name, environment);
}

}  // namespace lifeguard
