#include "collectors/app_pool/collect.hpp"

#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "collectors/app_pool/answer.hpp"
#include "collectors/app_pool/exposition.hpp"
#include "collectors/app_pool/metrics.hpp"
#include "collectors/app_pool/pools.hpp"
#include "collectors/app_pool/series.hpp"
#include "collectors/sockets/read.hpp"

namespace lifeguard::app_pool {

namespace asio = boost::asio;

namespace {

bool is_here(const std::string& endpoint) {
  return endpoint.starts_with("localhost:") || endpoint.starts_with("[::1]:") || endpoint.starts_with("127.");
}

Reading reading_of(const AppPoolConfig& config) {
  const JsonPointers pointers{config.json_used, config.json_idle, config.json_waiting, config.json_limit};
  return {config.kind, pointers, config.name};
}

}  // namespace

AppPoolCollector::AppPoolCollector(AppPoolConfig config) : config_(std::move(config)) {}

// A pool is one process's own: those that are reached on loopback are told apart by their hosts.
std::string AppPoolCollector::backend() const {
  try {
    const std::string endpoint = endpoint_of(config_.url.read());
    return "app_pool/" + (is_here(endpoint) ? asio::ip::host_name() + "/" : "") + endpoint + "/" + config_.name;
  } catch (const std::exception&) {
    return "app_pool/" + config_.name;
  }
}

asio::awaitable<Page> AppPoolCollector::read() {
  HttpRequest request;
  request.url = config_.url.read();
  request.timeout = config_.timeout + Seconds(1);  // the poller's deadline comes first, and says what we are at
  request.headers.emplace_back("Accept", "text/plain;version=0.0.4, application/json;q=0.9, */*;q=0.1");
  const std::string token = config_.bearer_token.read();
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  refusal_.respect(request.url + '\n' + token);

  const std::string endpoint = endpoint_of(request.url);
  doing_ = "waiting for the page of " + endpoint;
  if (!http_) http_.emplace(co_await asio::this_coro::executor);
  auto sending = http_->send(std::move(request));
  const HttpResponse response = co_await std::move(sending);
  require_page(response, endpoint);
  try {
    co_return read_page(response.body, reading_of(config_));
  } catch (const NotMetrics& error) {
    throw std::runtime_error(endpoint + ": " + error.what());
  }
}

asio::awaitable<Snapshot> AppPoolCollector::collect() {
  const auto last = std::exchange(last_look_, std::nullopt);
  const auto start = Clock::now();
  try {
    auto reading = read();
    Page page = co_await std::move(reading);
    refusal_.forget();
    last_look_ = Clock::now();
    const Seconds passed = last ? *last_look_ - *last : Seconds(0);
    co_return snapshot_of(std::move(page), *last_look_ - start, passed);
  } catch (const Unreachable& error) {
    refusal_.remember(error);
    throw;
  }
}

Snapshot AppPoolCollector::snapshot_of(Page page, Seconds took, Seconds passed) {
  Facts facts;
  facts.application = config_.application;
  facts.process_start = page.process_start;
  facts.left_out = page.left_out;
  facts.remarks = std::move(page.remarks);
  if (is_here(endpoint_of(config_.url.read()))) {
    sockets_.look(read_sockets());
    facts.sockets = sockets_.latest();
    facts.sockets_before = sockets_.before();
  }

  Snapshot snapshot;
  snapshot.target = config_.name;
  snapshot.kind = kind();
  snapshot.backend = backend();
  snapshot.server = config_.postgres;
  snapshot.taken = now();
  snapshot.up = true;
  snapshot.parts.push_back({"page", true, took, ""});
  if (page.pools.empty()) {
    last_look_.reset();
    snapshot.parts.push_back({"pools", false, {}, page.none});
  } else {
    totals_.look(page.pools, page.process_start, passed);
    snapshot.parts.push_back({"pools", true, {}, ""});
    facts.pools = std::move(page.pools);
    for (AppPool& pool : facts.pools) {
      if (!pool.max_lifetime_seconds && config_.max_lifetime.count() > 0)
        pool.max_lifetime_seconds = config_.max_lifetime.count();
    }
    snapshot.pools = pools_of(facts, config_.limit);
  }
  facts.restarts = totals_.restarts();
  snapshot.samples = samples_from(facts);
  snapshot.series = series_from(facts);
  snapshot.facts = std::move(facts);
  return snapshot;
}

}  // namespace lifeguard::app_pool
