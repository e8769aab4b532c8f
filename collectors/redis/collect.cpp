#include "collectors/redis/collect.hpp"

#include <algorithm>
#include <boost/asio/ip/host_name.hpp>

#include "agent/io/within.hpp"
#include "collectors/redis/definitions.hpp"
#include "collectors/redis/metrics.hpp"
#include "collectors/redis/pools.hpp"
#include "collectors/redis/run_out.hpp"
#include "collectors/redis/series.hpp"
#include "config/redis_url.hpp"

namespace lifeguard::redis {

namespace asio = boost::asio;
using namespace std::string_view_literals;

namespace {

constexpr int kShareOfTime = 500;
constexpr double kThirdLook = 2.5;  // in looks: none comes exactly in time
constexpr std::chrono::minutes kSlowly{1}, kAskAgain{10};

RedisUrl url_of(const RedisConfig& config) {
  const auto url = parse_redis_url(config.url.read());
  if (!url) throw std::invalid_argument("url: is no URL of Redis");
  return *url;
}

Login login_of(const RedisConfig& config) {
  const RedisUrl url = url_of(config);
  Login login;
  login.destination = {url.host, url.port, url.socket, {}};
  if (url.tls) {
    const std::string& name = config.tls_server_name;
    login.destination.tls = TlsOptions{config.tls_ca, config.tls_certificate, config.tls_key,
                                       name.empty() ? url.host : name, config.tls_verify};
  }
  login.user = url.user;
  const std::string password = config.password.read();
  login.password = password.empty() ? url.password : password;
  if (config.probe == "read-write") login.database = url.database;
  return login;
}

bool is_here(const RedisUrl& url) {
  return !url.socket.empty() || url.host == "localhost" || url.host == "::1" || url.host.starts_with("127.");
}

bool is_unknown_command(const Reply& reply) {
  return reply.text.starts_with("ERR unknown ") || reply.text.starts_with("ERR Unknown ");
}

}  // namespace

RedisCollector::RedisCollector(RedisConfig config, Resolver& resolver)
    : config_(std::move(config)), resolver_(resolver) {}

// Beside each pod's app may stand a Redis of its own: those that are reached on loopback are told apart by
// their hosts.
std::string RedisCollector::backend() const {
  try {
    const RedisUrl url = url_of(config_);
    return "redis/" + (is_here(url) ? asio::ip::host_name() + "/" : "") + url.endpoint();
  } catch (const std::exception&) {
    return "redis/" + config_.name;
  }
}

asio::awaitable<std::unique_ptr<Session>> RedisCollector::open() {
  refusal_.respect(config_.url.read() + '\n' + config_.password.read());
  Facts& facts = watching_.facts;
  Opening opening;
  std::unique_ptr<Session> session;
  try {
    Login login = login_of(config_);
    facts.endpoint = login.destination.text();
    facts.user = login.user.empty() ? "default" : login.user;
    doing_ = "connecting to " + facts.endpoint;
    // It takes the greeting for the beginning of a command, and waits for the rest.
    if (login.destination.tls) doing_ += " over TLS, which a port in the clear never answers";
    auto connecting = Session::open(std::move(login), resolver_, config_.timeout, opening);
    session = co_await std::move(connecting);
  } catch (const std::invalid_argument& error) {
    throw Unreachable(error.what(), Unreachable::Retry::only_after_change);
  } catch (const Unreachable&) {
    if (opening.stream.certificate_expiry) facts.certificate_expiry = opening.stream.certificate_expiry;
    throw;
  }
  facts.certificate_expiry = opening.stream.certificate_expiry;
  facts.probe.emplace();
  facts.probe->resolve = opening.stream.resolve;
  facts.probe->connect = opening.stream.connect;
  facts.probe->tls = opening.stream.tls;
  facts.probe->login = opening.login;
  facts.denied = opening.denied;
  facts.absent.clear();
  watching_.own_id = session->id();
  watching_.slowlog_missing = 0;
  due_ = put_off_;
  writing_ = {};
  std::erase_if(results_, [this](const auto& result) { return !put_off_.contains(result.first); });
  co_return session;
}

asio::awaitable<Snapshot> RedisCollector::collect() {
  asked_ = {};
  informed_ = false;
  try {
    auto collecting = collect_over_session();
    auto limited = within(config_.timeout, std::move(collecting));
    Snapshot snapshot = co_await std::move(limited);
    refusal_.forget();
    ran_out_.clear();
    co_return snapshot;
  } catch (const Timeout&) {
    if (!run_out()) throw;
    co_return take_snapshot();
  } catch (const Unreachable& error) {
    refusal_.remember(error);
    if (!watching_.facts.certificate_expiry || error.retry() != Unreachable::Retry::soon) throw;
    co_return unreachable(error.what());
  }
}

// The certificate that ended may be why.
Snapshot RedisCollector::unreachable(const std::string& why) const {
  Snapshot snapshot;
  snapshot.target = config_.name;
  snapshot.kind = kind();
  snapshot.backend = backend();
  snapshot.taken = now();
  snapshot.error = why;
  const Seconds ends = watching_.facts.certificate_expiry->time_since_epoch();
  snapshot.samples.push_back({&metric::kCertificate, {}, ends.count()});
  return snapshot;
}

asio::awaitable<Snapshot> RedisCollector::collect_over_session() {
  // It comes back only after every answer was read: whatever happens in between, the next call connects anew.
  std::unique_ptr<Session> session = std::move(session_);
  const bool anew = !session;
  if (anew) {
    auto opening = open();
    session = co_await std::move(opening);
  }
  doing_ = "waiting for " + watching_.facts.endpoint + " to answer";
  auto probing = probe(*session);
  co_await std::move(probing);
  if (anew) {
    // Which commands there are is known by its version, and whether it is the same server as before.
    auto asking = ask(*session, due(true));
    co_await std::move(asking);
  }
  auto asking = ask(*session, due(false));
  co_await std::move(asking);
  auto filling = fill_slowlog_gap(*session);
  co_await std::move(filling);
  Snapshot snapshot = take_snapshot();
  session_ = std::move(session);
  co_return snapshot;
}

asio::awaitable<void> RedisCollector::probe(Session& session) {
  if (Clock::now() < due_["probe"]) co_return;
  const auto& info = watching_.facts.info;
  const bool is_replica = info && info->replication && info->replication->is_replica;
  const bool may_write = config_.probe == "read-write" && writing_.is_due(is_replica, Clock::now());
  auto probing = prober_.probe(session, may_write);
  const Probed probed = co_await std::move(probing);
  Probe& facts = *watching_.facts.probe;
  watching_.facts.writes_probed = config_.probe == "read-write";
  facts.ping = probed.ping;
  if (may_write) writing_.wrote(probed, is_replica, Clock::now());
  facts.refused = probed.refused.empty() ? writing_.refused() : probed.refused;
  // What a write was told when it was last tried holds until it is tried again; what PING was told does not.
  const bool only_pinged = !may_write && watching_.facts.writes_probed && probed.error.empty();
  const std::string& error = only_pinged ? writing_.error() : probed.error;
  const PartResult result{"probe", error.empty(), probed.ping, error};
  results_.insert_or_assign("probe", result);
  if (only_pinged) {
    watching_.allowed("ping", "");
    co_return;
  }
  facts.set = probed.set;
  facts.get = probed.get;
  watching_.own_hits += probed.hits;
  watching_.own_misses += probed.misses;
  if (!probed.denied.empty()) {
    // One after the other is asked: who lacks a later rule has the earlier ones.
    if (probed.denied != "ping")
      for (const std::string_view rule : {"ping"sv, "set"sv, "get"sv, kProbeKeys}) watching_.allowed(rule, "");
    watching_.denied(probed.denied);
    if (probed.denied == "ping") due_["probe"] = Clock::now() + kAskAgain;
  } else if (probed.error.empty()) {
    for (const std::string_view rule : {"ping"sv, "set"sv, "get"sv, kProbeKeys}) watching_.allowed(rule, "");
  }
}

RedisCollector::Parts RedisCollector::due(bool only_info) const {
  const auto at = Clock::now();
  Parts wanted;
  for (const Part& part : parts()) {
    if (only_info && part.name != "info") continue;
    const auto when = due_.find(std::string(part.name));
    if (when != due_.end() && at < when->second) continue;
    if (part.is_there(watching_.facts.info.value_or(Info{}))) wanted.push_back(&part);
  }
  return wanted;
}

asio::awaitable<void> RedisCollector::ask(Session& session, Parts wanted) {
  if (wanted.empty()) co_return;
  std::vector<Command> commands;
  for (const Part* part : wanted) commands.push_back({words_of(*part, watching_.facts), part->largest});
  auto asking = send(session, std::move(wanted), std::move(commands));
  co_await std::move(asking);
}

asio::awaitable<void> RedisCollector::send(Session& session, Parts parts, std::vector<Command> commands) {
  asked_ = {std::move(parts), Clock::now(), {}};
  auto asking = session.ask(std::move(commands), asked_.progress);
  co_await std::move(asking);
  take_answers();
}

void RedisCollector::take_answers() {
  const auto& answers = asked_.progress.answers;
  for (std::size_t i = 0; i < answers.size(); ++i) take(*asked_.parts[i], answers[i], asked_.at);
}

// One list that comes over a slow link must not hide what came before it, nor keep the others waiting at every
// look; a hiccup of a sound link comes once. Those after it are as they were, and are asked at the next look,
// over a new connection.
bool RedisCollector::run_out() {
  take_answers();
  const auto& [parts, asked, progress] = asked_;
  const std::size_t next = progress.answers.size();
  if (!informed_ || next == parts.size() || parts[next]->name == "info") return false;
  const Seconds so_far = Clock::now() - asked;
  const std::size_t which = slowest(progress, so_far);
  const Part& slow = *parts[which];
  const Seconds took = own_time(progress, which, so_far);
  if (which == next) {
    fail(slow, took, too_slow(slow.command, progress.next, took));
  } else {
    const Part& waiting = *parts[next];
    fail(waiting, so_far,
         too_slow(waiting.command, progress.next, so_far) + ", of which " + std::string(slow.command) +
             " took " + in_words(took));
  }
  if (!ran_out_.insert(&slow).second) put_off(slow, took);
  return true;
}

void RedisCollector::put_off(const Part& part, Seconds took) {
  const std::string name(part.name);
  put_off_[name] = Clock::now() + kAskAgain;
  const PartResult& told = results_[name];
  const std::string why =
      told.error.empty() ? std::string(part.command) + ": took " + in_words(took) : told.error;
  fail(part, took,
       why + "; it is asked again in " + in_words(kAskAgain) +
           ": where the link is that slow, a longer timeout lets it come");
}

void RedisCollector::fail(const Part& part, Seconds took, std::string why) {
  part.forget(watching_.facts);
  PartResult result{std::string(part.name), false, took, std::move(why)};
  results_.insert_or_assign(result.part, result);
}

void RedisCollector::take(const Part& part, const Answer& answer, Clock::time_point asked) {
  const std::string name(part.name);
  if (name == "info") informed_ = true;
  put_off_.erase(name);
  PartResult result{name, true, answer.took, ""};
  if (part.pace == Part::Pace::long_list) {
    const auto third = std::chrono::duration_cast<Clock::duration>(kThirdLook * tick());
    due_[name] = asked + std::max(third, kShareOfTime * (Clock::now() - asked));
  }
  if (part.pace == Part::Pace::slow) due_[name] = asked + kSlowly;
  if (answer.reply.is_error()) return refuse(part, answer.reply);
  try {
    part.take(answer.reply, now(), watching_);
  } catch (const std::runtime_error& error) {
    part.forget(watching_.facts);
    result.success = false;
    result.error = std::string(part.command) + ": " + error.what();
  }
  if (result.success) watching_.allowed(part.rule, part.command);
  results_.insert_or_assign(name, std::move(result));
}

void RedisCollector::refuse(const Part& part, const Reply& reply) {
  const std::string name(part.name);
  part.forget(watching_.facts);
  PartResult result{name, false, {}, std::string(part.command) + ": " + reply.text};
  if (reply.error_code() == "NOPERM") {
    // Each refusal is counted and logged by the server.
    due_[name] = Clock::now() + kAskAgain;
    watching_.denied(part.rule);
    const std::string& user = watching_.facts.user;
    result.error = std::string(part.command) + ": user " + user + " may not; ACL SETUSER " + user + " +" +
                   std::string(part.rule);
  } else if (reply.error_code() == "TOOLARGE") {
    due_[name] = Clock::now() + kAskAgain;
    result.error = std::string(part.command) + ": " + reply.text.substr(reply.error_code().size() + 1) +
                   " is more than is read";
  } else if (is_unknown_command(reply)) {
    due_[name] = Clock::now() + kAskAgain;
    watching_.absent(part.command);
    results_.erase(name);
    return;
  }
  results_.insert_or_assign(name, std::move(result));
}

// Few entries are asked for, since mostly none is new: when all of them are, there may be more.
asio::awaitable<void> RedisCollector::fill_slowlog_gap(Session& session) {
  if (watching_.slowlog_missing == 0) co_return;
  std::vector<Command> commands(1);
  commands.front() = {longer_slowlog(watching_.slowlog_missing), 8 << 20};
  Parts slowlog;
  for (const Part& part : parts()) {
    if (part.name == "slowlog") slowlog.push_back(&part);
  }
  auto asking = send(session, std::move(slowlog), std::move(commands));
  co_await std::move(asking);
}

Snapshot RedisCollector::take_snapshot() {
  watching_.facts.taken = now();
  const Facts& facts = watching_.facts;
  Snapshot snapshot;
  snapshot.target = config_.name;
  snapshot.kind = kind();
  snapshot.backend = backend();
  snapshot.taken = facts.taken;
  const auto add = [&](const std::string& part) {
    const auto result = results_.find(part);
    if (result == results_.end()) return;
    snapshot.parts.push_back(result->second);
    snapshot.up = snapshot.up || result->second.success;
    if (!result->second.success && snapshot.error.empty()) snapshot.error = result->second.error;
  };
  add("probe");
  for (const Part& part : parts()) add(std::string(part.name));
  if (snapshot.up) snapshot.error.clear();
  snapshot.pools = pools_of(facts);
  snapshot.samples = samples_from(facts);
  snapshot.series = series_from(facts);
  snapshot.facts = facts;
  return snapshot;
}

}  // namespace lifeguard::redis
