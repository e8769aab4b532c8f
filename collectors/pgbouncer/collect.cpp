#include "collectors/pgbouncer/collect.hpp"

#include <algorithm>
#include <boost/asio/ip/host_name.hpp>

#include "collectors/pgbouncer/metrics.hpp"
#include "collectors/pgbouncer/parts.hpp"
#include "collectors/pgbouncer/pools.hpp"
#include "config/database_url.hpp"

namespace lifeguard::pgbouncer {

namespace asio = boost::asio;

namespace {

constexpr int kShareOfTime = 100;
// What a client did since the list was read is not known, and must not pass for nothing.
constexpr std::chrono::seconds kOldest{10};

postgres::Conninfo login_of(const PgBouncerConfig& config) {
  postgres::Conninfo conninfo(database_url(config.dsn));
  const std::string password = config.password.read();
  if (!password.empty()) conninfo.set("password", password);
  return conninfo;
}

bool is_here(const postgres::Conninfo::Host& host) {
  return host.is_socket() || host.name == "localhost" || host.name == "::1" || host.name.starts_with("127.");
}

}  // namespace

PgBouncerCollector::PgBouncerCollector(PgBouncerConfig config, Resolver& resolver)
    : config_(std::move(config)), resolver_(resolver) {}

// Beside each pod's app may stand a PgBouncer of its own: those that are reached on loopback are told apart by
// their hosts.
std::string PgBouncerCollector::backend() const {
  try {
    const postgres::Conninfo conninfo = login_of(config_);
    const auto hosts = conninfo.hosts();
    const bool here = std::all_of(hosts.begin(), hosts.end(), is_here);
    return "pgbouncer/" + (here ? asio::ip::host_name() + "/" : "") + conninfo.endpoint();
  } catch (const std::exception&) {
    return "pgbouncer/" + config_.name;
  }
}

asio::awaitable<std::unique_ptr<Console>> PgBouncerCollector::open() {
  refusal_.respect(database_url(config_.dsn) + '\n' + config_.password.read());
  std::unique_ptr<Console> console;
  try {
    postgres::Conninfo conninfo = login_of(config_);
    doing_ = "connecting to " + conninfo.endpoint();
    // Should this attempt hang until we are cancelled, the next one begins with another host.
    const int first_host = first_host_++;
    auto opening = Console::open(std::move(conninfo), resolver_, config_.timeout, first_host);
    console = co_await std::move(opening);
    first_host_ = first_host;
  } catch (const std::invalid_argument& error) {
    throw Unreachable(error.what(), Unreachable::Retry::only_after_change);
  }
  facts_.version = console->version();
  due_.clear();
  absent_.clear();
  results_.clear();
  waiting_.interrupted();
  co_return console;
}

asio::awaitable<Snapshot> PgBouncerCollector::collect() {
  try {
    auto collecting = collect_over_console();
    Snapshot snapshot = co_await std::move(collecting);
    refusal_.forget();
    co_return snapshot;
  } catch (const Unreachable& error) {
    refusal_.remember(error);
    throw;
  }
}

asio::awaitable<Snapshot> PgBouncerCollector::collect_over_console() {
  // It comes back only after every answer was read: whatever happens in between, the next call connects anew.
  std::unique_ptr<Console> console = std::move(console_);
  if (!console) {
    auto opening = open();
    console = co_await std::move(opening);
  }
  doing_ = "waiting for the console's answer";
  for (std::size_t part = 0; part < parts().size(); ++part) {
    auto asking = ask(*console, part);
    co_await std::move(asking);
  }
  follow();
  Snapshot snapshot = take_snapshot();
  console_ = std::move(console);
  co_return snapshot;
}

asio::awaitable<void> PgBouncerCollector::ask(Console& console, std::size_t index) {
  const Part& part = parts()[index];
  const std::string name(part.name);
  const auto start = Clock::now();
  if (absent_.contains(name) || start < due_[name]) co_return;
  PartResult result{name, true, {}, ""};
  part.forget(facts_);
  try {
    auto showing = console.show(std::string(part.show));
    const Table table = co_await std::move(showing);
    part.take(table, facts_);
  } catch (const NoSuchShow& error) {
    if (part.sort == Part::Sort::recent) {
      absent_.insert(name);
      co_return;
    }
    result.success = false;
    result.error = error.what();
  } catch (const ShowError& error) {
    result.success = false;
    result.error = error.what();
  }
  const auto took = Clock::now() - start;
  result.took = took;
  if (part.sort == Part::Sort::long_list)
    due_[name] = start + std::min<Clock::duration>(kShareOfTime * took, kOldest);
  results_.insert_or_assign(name, std::move(result));
}

void PgBouncerCollector::follow() {
  facts_.taken = now();
  if (facts_.totals) {
    if (counts_anew(last_totals_, *facts_.totals)) ++facts_.restarts;
    last_totals_ = *facts_.totals;
  }
  if (facts_.pools) {
    waiting_.look(*facts_.pools, facts_.taken);
  } else {
    waiting_.interrupted();
  }
  facts_.waited = waiting_.sums();
}

Snapshot PgBouncerCollector::take_snapshot() const {
  Snapshot snapshot;
  snapshot.target = config_.name;
  snapshot.kind = kind();
  snapshot.backend = backend();
  snapshot.server = config_.postgres;
  snapshot.taken = facts_.taken;
  for (const Part& part : parts()) {
    const auto result = results_.find(std::string(part.name));
    if (result == results_.end()) continue;
    snapshot.parts.push_back(result->second);
    snapshot.up = snapshot.up || result->second.success;
    if (!result->second.success && snapshot.error.empty()) snapshot.error = result->second.error;
  }
  if (snapshot.up) snapshot.error.clear();
  snapshot.pools = pools_of(facts_);
  snapshot.samples = samples_from(facts_);
  snapshot.facts = facts_;
  return snapshot;
}

}  // namespace lifeguard::pgbouncer
