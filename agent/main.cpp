#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "agent/commands/commands.hpp"
#include "agent/self_metrics.hpp"
#include "config/reference.hpp"
#include "exporters/catalogue.hpp"

int main(int argc, char** argv) {
  using namespace lifeguard;

  CLI::App app{
      "Lifeguard watches what the application beside it drowns in: PostgreSQL, pools, Redis, vector stores."};
  app.name("lifeguard");
  app.set_version_flag("--version", "lifeguard " LIFEGUARD_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Without -c: ./lifeguard.toml, then /etc/lifeguard/lifeguard.toml, then the environment alone\n"
      "(DATABASE_URL, REDIS_URL, CHROMA_URL, SLACK_WEBHOOK_URL, …).");

  ConfigFile file;
  std::string format = "text", receiver;
  const auto with_file = [&](CLI::App* command) {
    command->add_option("-c,--config", file, "config file (TOML)");
    return command;
  };
  auto* run = with_file(
      app.add_subcommand("run", "watch until SIGTERM; SIGHUP or POST /-/reload reads the config anew"));
  auto* check = with_file(
      app.add_subcommand("check", "connect to every target once: what works, what is missing, what mends it"));
  auto* once = with_file(app.add_subcommand("once", "collect from every target once and print it"));
  once->add_option("--format", format, "text, json or prometheus")
      ->check(CLI::IsMember({"text", "json", "prometheus"}));
  auto* test_alert = with_file(app.add_subcommand("test-alert", "send one test incident, opened and resolved"));
  test_alert->add_option("--to", receiver, "only this receiver (\"slack\", \"slack/team\")");
  auto* config = app.add_subcommand("config", "about the config file")->require_subcommand(1);
  auto* reference = config->add_subcommand("reference", "every key, as Markdown");
  auto* example = config->add_subcommand("example", "a commented config file with every default");
  auto* show = with_file(config->add_subcommand("show", "what is in force, secrets hidden"));
  auto* metrics = app.add_subcommand("metrics", "every metric, as Markdown");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  std::signal(SIGPIPE, SIG_IGN);  // a peer that is gone is an error to handle, not the end
  try {
    if (*run) return run_command(file);
    if (*check) return check_command(file);
    if (*once) return once_command(file, format);
    if (*test_alert) return test_alert_command(file, receiver);
    if (*show) return show_config_command(file);
    if (*reference) std::cout << config_reference();
    if (*example) std::cout << config_example();
    if (*metrics) std::cout << "# Metrics\n\n" << metrics_catalogue(all_metrics());
  } catch (const std::exception& error) {
    std::cerr << "lifeguard: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
