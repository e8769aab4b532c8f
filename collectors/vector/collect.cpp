#include "collectors/vector/collect.hpp"

#include <algorithm>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "collectors/vector/kept.hpp"
#include "collectors/vector/limit.hpp"
#include "collectors/vector/metrics.hpp"
#include "collectors/vector/series.hpp"

namespace lifeguard::vector_store {

namespace {

using SteadyClock = std::chrono::steady_clock;

bool is_here(const std::string& identity) {
  return identity.starts_with("localhost") || identity.starts_with("[::1]") || identity.starts_with("127.");
}

Expected expected_by(const VectorConfig& config) {
  const auto given = [](int number) { return number > 0 ? std::optional(number) : std::nullopt; };
  Expected expected{config.collections, config.dimension, {}};
  expected.index.space = config.space;
  expected.index.m = given(config.m);
  expected.index.ef_construction = given(config.ef_construction);
  expected.index.ef_search = given(config.ef_search);
  return expected;
}

}  // namespace

VectorCollector::VectorCollector(VectorConfig config, const std::optional<PostgresConfig>& postgres,
                                 Resolver& resolver)
    : VectorCollector(config, make_stores(config, postgres, resolver)) {}

VectorCollector::VectorCollector(VectorConfig config, Stores stores)
    : config_(std::move(config)),
      store_(std::move(stores.for_looks)),
      prober_(config_, std::move(stores.for_probes)) {}

// Beside each pod's app may stand a store of its own: those that are reached on loopback are told apart by
// their hosts.
std::string VectorCollector::backend() const {
  try {
    const std::string identity = store_->identity();
    return config_.kind + "/" + (is_here(identity) ? asio::ip::host_name() + "/" : "") + identity;
  } catch (const std::exception&) {
    return config_.kind + "/" + config_.name;
  }
}

std::string VectorCollector::endpoint() const {
  try {
    return store_->endpoint();
  } catch (const std::exception&) {
    return config_.name;
  }
}

asio::awaitable<Snapshot> VectorCollector::collect() {
  store_->begin();
  facts_ = {};
  facts_.product = config_.kind;
  facts_.endpoint = endpoint();
  facts_.scope = store_->scope();
  facts_.expected = expected_by(config_);
  is_left_alone_ = false;
  asked_.clear();
  parts_.clear();

  auto readiness = ask_readiness();
  auto ready = part("ready", std::move(readiness));
  co_await std::move(ready);
  if (!facts_.scope.empty()) {
    auto trouble = ask_scope();
    auto scope = part("scope", std::move(trouble));
    co_await std::move(scope);
  }
  auto listing = ask_collections();
  auto collections = part("collections", std::move(listing));
  co_await std::move(collections);
  judge_details();
  co_return take_snapshot();
}

asio::awaitable<void> VectorCollector::part(std::string name, asio::awaitable<void> asking) {
  PartResult result{std::move(name), true, {}, ""};
  const auto failed = [&result](const std::runtime_error& error) {
    result.success = false;
    result.error = error.what();
  };
  const auto start = SteadyClock::now();
  try {
    co_await std::move(asking);
  } catch (const boost::system::system_error&) {
    throw;  // we are cancelled
  } catch (const Unreachable&) {
    throw;
  } catch (const LeftAlone& error) {
    is_left_alone_ = true;
    failed(error);
  } catch (const std::runtime_error& error) {
    failed(error);
  }
  result.took = SteadyClock::now() - start;
  asked_.push_back({result.part, now(), result.took, result.success, result.error});
  parts_.push_back(std::move(result));
}

asio::awaitable<void> VectorCollector::ask_readiness() {
  auto asking = store_->readiness();
  Readiness answer = co_await std::move(asking);
  facts_.ready = answer.ready;
  facts_.not_ready = std::move(answer.why_not);
  facts_.version = std::move(answer.version);
}

asio::awaitable<void> VectorCollector::ask_scope() {
  auto asking = store_->scope_trouble();
  facts_.scope_trouble = co_await std::move(asking);
}

asio::awaitable<void> VectorCollector::ask_collections() {
  auto asking = store_->collections(config_.collections);
  Listing listing = co_await std::move(asking);
  std::ranges::sort(listing.collections, {}, &Collection::name);
  facts_.left_out = listing.left_out;
  facts_.collections = std::move(listing.collections);
}

void VectorCollector::judge_details() {
  if (!facts_.collections) return;
  PartResult details{"details", true, {}, ""};
  std::size_t failed = 0;
  for (const Collection& each : *facts_.collections) {
    if (each.error.empty()) continue;
    if (failed++ == 0) details.error = each.name + ": " + each.error;
  }
  if (failed > 1) details.error += " (and " + std::to_string(failed - 1) + " more)";
  details.success = failed == 0;
  parts_.push_back(std::move(details));
}

// Who answers 429 is there: what the look before told stands, and its age is told with it. The measures are of
// this look alone.
void VectorCollector::keep_what_was_known() {
  const TimePoint taken = facts_.taken;
  keep_last(last_, ready_told_, facts_);
  if (facts_.taken == taken) return;
  for (PartResult& each : parts_) {
    if (each.part == "collections") each.error += "; what is known of them is of " + rfc3339(facts_.taken);
  }
}

Snapshot VectorCollector::take_snapshot() {
  facts_.taken = now();
  facts_.read_units = store_->read_units();
  facts_.certificate_expiry = store_->certificate_expiry();
  facts_.probes = asked_;
  prober_.tell(facts_, parts_);

  Snapshot snapshot;
  snapshot.target = config_.name;
  snapshot.kind = kind();
  snapshot.backend = backend();
  snapshot.taken = facts_.taken;
  snapshot.samples = samples_from(facts_);
  snapshot.series = series_from(facts_);
  std::ranges::copy(prober_.series(), std::back_inserter(snapshot.series));
  if (facts_.ready) ready_told_ = facts_.taken;
  if (is_left_alone_) keep_what_was_known();
  memory_.take(facts_);
  last_ = facts_;
  known_ = facts_.collections.value_or(std::vector<Collection>());
  // Of a store that answers nothing else, an old probe says nothing.
  for (const ProbeTime& each : asked_) {
    snapshot.up = snapshot.up || each.success;
    if (!each.success && snapshot.error.empty()) snapshot.error = each.error;
  }
  answered_ = snapshot.up && !is_left_alone_;
  snapshot.up = snapshot.up || is_left_alone_;
  if (snapshot.up) snapshot.error.clear();
  snapshot.parts = parts_;
  snapshot.facts = facts_;
  return snapshot;
}

asio::awaitable<void> VectorCollector::survey() {
  if (!answered_) co_return;
  auto probing = prober_.round(known_);
  co_await std::move(probing);
}

}  // namespace lifeguard::vector_store
