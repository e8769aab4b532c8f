#include "collectors/vector/prober.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "tests/catch.hpp"

namespace lifeguard::vector_store {
namespace {

enum class Mood { sound, forgetful, unreadable, silent, silent_again, slow, not_understood };

struct FakeState {
  Mood mood = Mood::sound;
  std::vector<std::string> searched;
  std::vector<int> slots;
  std::vector<int> sampled;
  int to_lose = 0;  // searches that find nothing, before the others do
  std::vector<Collection> there;
  std::optional<Seconds> write_took;
};

std::vector<Collection> known() {
  Collection docs, other;
  docs.name = "docs";
  docs.vectors = 2;
  other.name = "other";
  return {docs, other};
}

class FakeStore : public Store {
 public:
  explicit FakeStore(FakeState& state) : state_(state) {
    if (state_.there.empty()) state_.there = known();
  }

  std::string endpoint() const override { return "fake:1"; }
  std::string identity() const override { return "fake:1"; }
  asio::awaitable<Readiness> readiness() override {
    if (state_.mood == Mood::silent_again && !state_.searched.empty())
      throw NoAnswer("GET /x: fake:1: no answer within 2 s");
    co_return Readiness{true, "", "1"};
  }
  asio::awaitable<Listing> collections(std::vector<std::string>) override {
    Listing listing;
    listing.collections = state_.there;
    co_return listing;
  }
  asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) override {
    state_.sampled.push_back(count);
    if (state_.mood == Mood::not_understood)
      throw NotUnderstood("POST /x: id is a text where a number was expected");
    if (state_.mood == Mood::silent) throw NoAnswer("GET /x: fake:1: no answer within 2 s");
    if (state_.mood == Mood::unreadable) throw StoreError("500 Error finding id");
    std::vector<StoredVector> stored{{"a", {1, 0}}, {"b", {0, 1}}};
    co_return stored;
  }
  asio::awaitable<std::vector<Neighbour>> search(Collection collection, std::vector<float> values,
                                                 int) override {
    state_.searched.push_back(collection.name);
    if (state_.mood == Mood::slow && state_.searched.size() == 2)
      throw TooSlow("not asked, since what came before took 5.0 s");
    const bool loses =
        state_.mood == Mood::forgetful || state_.mood == Mood::unreadable || state_.mood == Mood::silent_again;
    if (loses || state_.to_lose-- > 0) co_return std::vector<Neighbour>();
    std::vector<Neighbour> results{{values[0] > 0 ? "a" : "b", 0}, {"c", 2}};
    co_return results;
  }
  asio::awaitable<void> round_trip(int slot, std::vector<float> values) override {
    state_.slots.push_back(slot);
    if (values.size() != kProbeDimension) throw StoreError("of another dimension");
    co_return;
  }
  std::optional<Seconds> write_took() const override { return state_.write_took; }

 private:
  FakeState& state_;
};

VectorConfig probing(const char* depth) {
  VectorConfig config;
  config.name = "store";
  config.collections = {"docs"};
  config.probe = depth;
  config.probe_interval = Seconds(0);
  return config;
}

struct Told {
  Facts facts;
  std::vector<PartResult> parts;
};

Told after_a_round(Prober& prober, std::vector<Collection> collections = known()) {
  asio::io_context loop(1);
  asio::co_spawn(loop, prober.round(std::move(collections)), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  loop.run();
  Told told;
  prober.tell(told.facts, told.parts);
  return told;
}

}  // namespace

TEST_CASE("only collections that the config names are searched, and only at the depth that it says") {
  FakeState state;
  Prober shallow(probing("ready"), std::make_unique<FakeStore>(state));
  CHECK(after_a_round(shallow).facts.recalls.empty());
  CHECK(state.searched.empty());
  Prober prober(probing("read"), std::make_unique<FakeStore>(state));
  const Told told = after_a_round(prober);
  REQUIRE(told.facts.recalls.size() == 1);
  CHECK(told.facts.recalls[0].found == 2);
  CHECK(told.facts.recalls[0].results_expected == 4);
  CHECK(state.searched == std::vector<std::string>{"docs", "docs"});
  CHECK(state.slots.empty());
}

TEST_CASE("what was read before is searched for when it can no longer be read") {
  FakeState state;
  Prober prober(probing("read"), std::make_unique<FakeStore>(state));
  after_a_round(prober);
  state.mood = Mood::unreadable;
  const Told told = after_a_round(prober);
  REQUIRE(told.facts.recalls.size() == 1);
  CHECK(told.facts.recalls[0].error == "500 Error finding id");
  CHECK(told.facts.recalls[0].searched == 2);
  CHECK(told.facts.recalls[0].lost == std::vector<std::string>{"a", "b"});
}

TEST_CASE("no answer says nothing of an index") {
  FakeState state;
  state.mood = Mood::silent;
  Prober prober(probing("read"), std::make_unique<FakeStore>(state));
  const Told told = after_a_round(prober);
  CHECK(told.facts.recalls.empty());
  REQUIRE(told.parts.size() == 1);
  CHECK_FALSE(told.parts[0].success);
  CHECK(told.parts[0].error == "docs: GET /x: fake:1: no answer within 2 s");
  REQUIRE(told.facts.probes.size() == 1);
  CHECK_FALSE(told.facts.probes[0].success);
}

TEST_CASE("a store too slow for all searches tells what the answered ones took and found") {
  FakeState state;
  state.mood = Mood::slow;
  Prober prober(probing("read"), std::make_unique<FakeStore>(state));
  const Told told = after_a_round(prober);
  REQUIRE(told.facts.recalls.size() == 1);
  CHECK(told.facts.recalls[0].searched == 1);
  CHECK(told.facts.recalls[0].found == 1);
  const auto search = std::ranges::find(told.facts.probes, "search", &ProbeTime::op);
  REQUIRE(search != told.facts.probes.end());
  CHECK(search->success);
  CHECK(told.parts.at(0).success);
}

TEST_CASE("an answer that is not understood says nothing of an index, and is told as a part that fails") {
  FakeState state;
  state.mood = Mood::not_understood;
  Prober prober(probing("read"), std::make_unique<FakeStore>(state));
  for (int round = 1; round <= 3; ++round) {
    const Told told = after_a_round(prober);
    CHECK(told.facts.recalls.empty());
    CHECK_FALSE(told.parts.at(0).success);
    CHECK(prober.series().at(0).series == "vector_probe_failures{part=\"probe_read\"}");
    CHECK(prober.series().at(0).value == round);
  }
  state.mood = Mood::sound;
  after_a_round(prober);
  CHECK(prober.series().at(0).value == 0);
}

TEST_CASE("a collection is probed as it is now, and one that is gone is not") {
  FakeState state;
  state.mood = Mood::unreadable;
  Prober prober(probing("read"), std::make_unique<FakeStore>(state));
  state.there.front().vectors = 1;
  CHECK(after_a_round(prober).facts.recalls.size() == 1);
  state.there.erase(state.there.begin());
  const Told told = after_a_round(prober);
  CHECK(told.facts.recalls.empty());
  CHECK(told.parts.at(0).success);
  CHECK(state.sampled.size() == 1);
}

TEST_CASE("what was read of a collection is not searched for in another one of its name") {
  FakeState state;
  Prober prober(probing("read"), std::make_unique<FakeStore>(state));
  after_a_round(prober);
  state.mood = Mood::unreadable;
  state.there.front().id = "made anew";
  CHECK(after_a_round(prober).facts.recalls.at(0).searched == 0);
}

TEST_CASE("vectors that are not found are asked for among more of them before it is told") {
  FakeState state;
  state.to_lose = 1;
  VectorConfig config = probing("read");
  config.probe_samples = 5;
  Prober once(config, std::make_unique<FakeStore>(state));
  CHECK(after_a_round(once).facts.recalls.at(0).found == 2);
  CHECK(state.sampled == std::vector<int>{5, 20});
  CHECK(after_a_round(once).facts.recalls.at(0).found == 2);
  CHECK(state.sampled == std::vector<int>{5, 20, 5});
  state.to_lose = 100;
  CHECK(after_a_round(once).facts.recalls.at(0).found == 0);
}

TEST_CASE("what was lost at first is told where nothing answers when it is asked for again") {
  FakeState state;
  state.mood = Mood::silent_again;
  Prober prober(probing("read"), std::make_unique<FakeStore>(state));
  const Told told = after_a_round(prober);
  CHECK(told.facts.recalls.at(0).found == 0);
  CHECK(told.facts.recalls.at(0).searched == 2);
}

TEST_CASE("how often a probe failed is told from the start where it is to run, and only there") {
  FakeState state;
  const auto series_of = [&](const char* depth) {
    return Prober(probing(depth), std::make_unique<FakeStore>(state)).series();
  };
  CHECK(series_of("ready").empty());
  CHECK(series_of("read").size() == 1);
  CHECK(series_of("write").size() == 2);
}

TEST_CASE("what probes told a while ago is told no more while none is made, but that they are to run is") {
  FakeState state;
  VectorConfig config = probing("read");
  const auto told_after = [&](Seconds interval, Seconds waited) {
    config.probe_interval = interval;
    Prober prober(config, std::make_unique<FakeStore>(state));
    after_a_round(prober);
    Told told;
    told.facts.taken = now() + waited;
    prober.tell(told.facts, told.parts);
    CHECK(prober.series().size() == 1);
    CHECK(told.facts.recalls.size() == told.parts.size());
    CHECK(told.facts.probes.empty() == told.parts.empty());
    return told.parts.size();
  };
  CHECK(told_after(Seconds(60), Seconds(590)) == 1);
  CHECK(told_after(Seconds(60), Seconds(610)) == 0);
  CHECK(told_after(Seconds(3600), Seconds(10'000)) == 1);
  CHECK(told_after(Seconds(3600), Seconds(11'000)) == 0);
}

TEST_CASE("two targets on one store write to slots of their own") {
  FakeState state;
  VectorConfig first = probing("write"), second = probing("write");
  first.name = "shop";
  second.name = "search";
  Prober shop(first, std::make_unique<FakeStore>(state)), search(second, std::make_unique<FakeStore>(state));
  after_a_round(shop, {});
  after_a_round(search, {});
  CHECK(state.slots.at(0) != state.slots.at(2));
}

TEST_CASE("where what is written shows later, the time that it took to be taken counts") {
  FakeState state;
  state.write_took = Seconds(0.012);
  Prober prober(probing("write"), std::make_unique<FakeStore>(state));
  const Told told = after_a_round(prober, {});
  REQUIRE(told.facts.probes.size() == 1);
  CHECK(told.facts.probes[0].took == Seconds(0.012));
}

TEST_CASE("an agent keeps to its slot, and the first write is not timed") {
  FakeState state;
  Prober prober(probing("write"), std::make_unique<FakeStore>(state));
  after_a_round(prober, {});
  after_a_round(prober, {});
  REQUIRE(state.slots.size() == 3);
  CHECK(state.slots[0] >= 0);
  CHECK(state.slots[0] < kProbeSlots);
  CHECK(state.slots[0] == state.slots[2]);
}

}  // namespace lifeguard::vector_store
