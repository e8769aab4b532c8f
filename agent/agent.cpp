#include "agent/agent.hpp"

#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <csignal>
#include <utility>

#include "agent/api.hpp"
#include "agent/history_page.hpp"
#include "agent/io/http_client.hpp"
#include "agent/io/http_server.hpp"
#include "agent/io/log.hpp"
#include "agent/io/resolver.hpp"
#include "agent/io/task_group.hpp"
#include "agent/loop_lag.hpp"
#include "agent/monitor.hpp"
#include "agent/otlp_metrics.hpp"
#include "agent/pages.hpp"
#include "agent/poller.hpp"
#include "agent/self_metrics.hpp"
#include "alerts/receivers.hpp"
#include "alerts/state_store.hpp"
#include "collectors/kinds.hpp"
#include "config/read.hpp"
#include "exporters/compat/compat.hpp"
#include "exporters/otlp/exporter.hpp"
#include "exporters/prometheus.hpp"
#include "traces/traces.hpp"

namespace lifeguard {

namespace asio = boost::asio;

namespace {

// Kubernetes and systemd wait longer; people at a terminal do not.
constexpr Seconds kEndWithin{1.5};

/// The parts of a running agent, in the order in which they depend on each other. They outlive reloads: only
/// the pollers are made anew, and the collectors of targets whose config changed.
class Agent {
 public:
  Agent(asio::any_io_executor executor, Config config, std::function<Config()> read)
      : executor_(executor),
        config_(std::move(config)),
        read_(std::move(read)),
        store_(std::make_shared<StateStore>(config_.agent.state_dir)),
        client_(executor),
        outbox_(executor, store_, [this](HttpRequest request) { return client_.send(std::move(request)); }),
        exporter_(executor, [this](HttpRequest request) { return client_.send(std::move(request)); }),
        traces_(exporter_),
        monitor_(outbox_, traces_, store_->incidents()),
        server_(executor, config_.agent.listen,
                [this](const PageRequest& request) { return pages_.answer(request); }),
        signals_(executor, SIGINT, SIGTERM, SIGHUP) {
    make_pages();
    exporter_.set_metrics([this] { return otlp_metrics_.of(monitor_.latest(), own_samples(), now()); });
  }

  asio::awaitable<void> run() {
    TaskGroup services(executor_);
    services.spawn("http", server_.run());
    services.spawn("outbox", outbox_.run());
    services.spawn("otlp", exporter_.run());
    services.spawn("loop lag", lag_.measure());
    log_start();

    while (!ending_) {
      take_up(config_);
      TaskGroup pollers(executor_);
      for (const Watched& watched : watched_) {
        Collector& collector = *watched.collector;
        pollers.spawn(collector.target(), poll(collector, [this](Snapshot snapshot, TimePoint began) {
                        traces_.take_collection(snapshot, began, now());
                        monitor_.publish(std::move(snapshot));
                      }));
        if (collector.surveys()) pollers.spawn(collector.target() + " survey", survey(collector));
      }
      co_await until_told();
      pollers.cancel();
      // Whoever has not ended in time may still look at its collector.
      const bool ended = co_await pollers.join(kEndWithin / 3);
      if (!ended) outlived_.push_back(std::exchange(watched_, {}));
    }
    TaskGroup last_words(executor_);
    last_words.spawn("otlp", exporter_.drain(kEndWithin / 3));
    co_await outbox_.drain(kEndWithin / 3);
    co_await last_words.join(kEndWithin / 2);  // past its own limit it says what was not sent
    services.cancel();
    co_await services.join(kEndWithin / 3);
    log_info("agent", "ended");
  }

 private:
  void log_start() {
    const auto address = server_.address();
    log_info("agent", "lifeguard " LIFEGUARD_VERSION " listens on http://" + address.address().to_string() +
                          ":" + std::to_string(address.port()));
  }

  void take_up(const Config& config) {
    for (const std::string& warning : config.warnings) log_warning("config", warning);
    start_log(config.agent.log_level, config.agent.log_format);
    pages_.remote_control = config.agent.remote_control;
    outbox_.set_receivers(make_receivers(config));
    take_up_otlp(config);
    watched_ = watch(config, resolver_, std::move(watched_));
    Monitor::Targets targets;
    std::string names;
    for (const auto& [target, address, collector] : watched_) {
      targets.emplace(collector->target(), address);
      names += (names.empty() ? "" : ", ") + collector->target() + " (" + collector->kind() + ")";
    }
    monitor_.configure(config, std::move(targets));
    log_info("agent", "watches " + names + ", from " + config.source);
    loaded_ = now();
  }

  void take_up_otlp(const Config& config) {
    boost::system::error_code nameless;
    const auto settings = otlp::settings_from(config.otlp, config.agent.service, asio::ip::host_name(nameless));
    for (const std::string& warning : settings.warnings) log_warning("otlp", warning);
    for (const auto& [signal, to] : settings.destinations) log_info("otlp", "sends " + in_words(signal, to));
    exporter_.configure(settings);
  }

  /// Returns on a signal to end, or when a new config is to be taken up.
  asio::awaitable<void> until_told() {
    told_ = false;
    while (!told_) {
      boost::system::error_code error;
      const int signal = co_await signals_.async_wait(asio::redirect_error(asio::use_awaitable, error));
      if (error) continue;  // a page cancelled the wait: told_ or ending_ is set
      if (signal == SIGHUP) {
        reload();
      } else {
        quit();
      }
    }
  }

  /// Takes a new config if it is good; otherwise the old one stays. Returns why it was refused, or "".
  std::string reload() {
    try {
      Config fresh = read_();
      if (fresh.agent.listen != config_.agent.listen || fresh.agent.state_dir != config_.agent.state_dir) {
        log_warning("config", "listen and state_dir are taken up at the next start only");
        fresh.agent.listen = config_.agent.listen;
        fresh.agent.state_dir = config_.agent.state_dir;
      }
      config_ = std::move(fresh);
      reload_success_ = true;
      told_ = true;
      log_info("config", "reloaded from " + config_.source);
      return "";
    } catch (const ConfigError& error) {
      reload_success_ = false;
      for (const std::string& problem : error.problems()) log_error("config", problem);
      log_error("config", "the old config stays in force");
      return error.what();
    }
  }

  void quit() {
    ending_ = true;
    told_ = true;
  }

  std::vector<Sample> own_samples() const {
    AgentFacts facts;
    facts.service = config_.agent.service;
    facts.config_reload_success = reload_success_;
    facts.config_loaded = loaded_;
    facts.loop_lag = lag_.worst();
    facts.state_durable = store_->trouble().empty();
    facts.open_incidents = monitor_.incidents().open();
    facts.deliveries = outbox_.statistics();
    facts.otlp = exporter_.statistics();
    facts.queries = traces_.counts();
    return samples_from(facts);
  }

  std::vector<Sample> with_compat(std::vector<Sample> samples) const {
    std::vector<Sample> more =
        compat_samples(monitor_.latest(), config_.exporters.prometheus.compat, monitor_.addresses());
    std::move(more.begin(), more.end(), std::back_inserter(samples));
    return samples;
  }

  void make_pages() {
    pages_.metrics = [this] { return prometheus_text(monitor_.latest(), with_compat(own_samples())); };
    pages_.open_metrics = [this] { return open_metrics_text(monitor_.latest(), with_compat(own_samples())); };
    pages_.health = [this] {
      return api::health(monitor_.latest(), monitor_.incidents().open(), store_->trouble(), now());
    };
    pages_.pools = [this] {
      return api::pools(monitor_.latest(), monitor_.history(), monitor_.incidents().open(), now());
    };
    pages_.incidents = [this] { return api::incidents(monitor_.incidents().all()); };
    pages_.sessions = [this](std::size_t limit) { return api::sessions(monitor_.latest(), limit); };
    pages_.history = [this](const std::map<std::string, std::string>& parameters) {
      return history_page(parameters, {monitor_.targets(), monitor_.history(), monitor_.waits(), now()});
    };
    pages_.queries = [this](std::size_t limit) { return api::queries(monitor_.latest(), limit); };
    pages_.ready = [this] { return monitor_.tried_all(); };
    pages_.reload = [this] {
      std::string refused = reload();
      if (told_) signals_.cancel();
      return refused;
    };
    pages_.quit = [this] {
      quit();
      signals_.cancel();
    };
  }

  asio::any_io_executor executor_;
  Config config_;
  std::function<Config()> read_;
  std::shared_ptr<StateStore> store_;
  HttpClient client_;
  Outbox outbox_;
  otlp::Exporter exporter_;
  OtlpMetrics otlp_metrics_;
  traces::Traces traces_;
  Resolver resolver_;
  Monitor monitor_;
  Pages pages_;
  HttpServer server_;
  asio::signal_set signals_;
  LoopLag lag_;
  std::vector<Watched> watched_;
  std::vector<std::vector<Watched>> outlived_;
  TimePoint loaded_ = now();
  bool reload_success_ = true;
  bool told_ = false;
  bool ending_ = false;
};

}  // namespace

asio::awaitable<void> run_agent(Config config, std::function<Config()> read) {
  auto executor = co_await asio::this_coro::executor;
  Agent agent(executor, std::move(config), std::move(read));
  co_await agent.run();
}

}  // namespace lifeguard
