#include "alerts/leaks/leak.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::leaks;

namespace {

constexpr Kind kKinds[] = {
    Kind::idle_in_transaction, Kind::pinned,      Kind::orphan,    Kind::mismatch, Kind::over_age,
    Kind::no_backend,          Kind::idle_growth, Kind::floor_rise};

Sign sign(Kind kind, int connections = 1) {
  Sign sign{};
  sign.kind = kind;
  sign.client = "shop/shop/checkout/10.0.3.7";
  sign.whose = "checkout";
  sign.connections = connections;
  sign.since = TimePoint{} + Seconds(1000 - connections);
  sign.text = "does " + std::string(name_of(kind));
  return sign;
}

Severity of(const std::vector<Sign>& signs) {
  return severity_of(leaks_of(signs).at(0));
}

}  // namespace

TEST_CASE("one kind of evidence alone warns, whichever it is") {
  for (const Kind kind : kKinds) {
    CAPTURE(name_of(kind));
    CHECK(of({sign(kind, 50)}) == Severity::warning);
  }
}

TEST_CASE("two kinds page exactly when they are of independent sources") {
  for (const Kind first : kKinds) {
    for (const Kind second : kKinds) {
      CAPTURE(name_of(first), name_of(second));
      const bool independent = source_of(first) != source_of(second);
      CHECK((of({sign(first), sign(second)}) == Severity::critical) == independent);
    }
  }
}

TEST_CASE("what sees one fact twice is one source") {
  CHECK(source_of(Kind::pinned) == source_of(Kind::idle_in_transaction));
  CHECK(source_of(Kind::idle_growth) == source_of(Kind::floor_rise));
  CHECK(source_of(Kind::mismatch) != source_of(Kind::idle_in_transaction));
  CHECK(source_of(Kind::mismatch) != source_of(Kind::floor_rise));
  CHECK(source_of(Kind::orphan) != source_of(Kind::idle_in_transaction));
}

TEST_CASE("a sign below its threshold keeps an incident alive and supports no other") {
  Sign weak = sign(Kind::idle_in_transaction);
  weak.strength = Severity::none;
  CHECK(of({weak}) == Severity::none);
  CHECK(of({weak, sign(Kind::mismatch)}) == Severity::warning);
}

TEST_CASE("one that harms others pages alone") {
  Sign harmful = sign(Kind::idle_in_transaction);
  harmful.harm = "blocks others with them";
  CHECK(of({harmful}) == Severity::critical);
  CHECK(finding_of(leaks_of({harmful}).at(0)).summary ==
        "checkout does idle in transaction, and blocks others with them");
}

TEST_CASE("signs of different clients are different leaks") {
  Sign other = sign(Kind::mismatch);
  other.client = "shop/shop/checkout/10.0.3.8";
  const auto leaks = leaks_of({sign(Kind::idle_in_transaction), other});
  REQUIRE(leaks.size() == 2);
  for (const Leak& leak : leaks) CHECK(severity_of(leak) == Severity::warning);
}

TEST_CASE("several signs of one kind are one, and the largest speaks") {
  const auto leaks = leaks_of({sign(Kind::floor_rise, 3), sign(Kind::floor_rise, 5)});
  REQUIRE(leaks.size() == 1);
  CHECK(leaks[0].signs.size() == 1);
  CHECK(connections_of(leaks[0]) == 5);
}

TEST_CASE("kinds see the same connections, which are counted once, and the finding is as old as the oldest") {
  Sign held = sign(Kind::idle_in_transaction, 2);
  held.evidence = {{{"pid", "7"}}, {{"pid", "8"}}};
  Sign out = sign(Kind::mismatch, 3);
  out.evidence = {{{"pid", "7"}, {"app pool", "app"}}, {{"pid", "9"}, {"app pool", "app"}}};
  const auto leak = leaks_of({out, held}).at(0);
  CHECK(connections_of(leak) == 3);
  const Finding finding = finding_of(leak);
  CHECK(finding.since == out.since);
  CHECK(finding.evidence.size() == 3);
  CHECK(
      finding.summary ==
      "checkout does idle in transaction; does out of the pool and idle [idle in transaction (server), out of "
      "the pool and idle (pool)]");
}

TEST_CASE("PgBouncer's own word of a client comes first among the evidence") {
  Sign held = sign(Kind::idle_in_transaction);
  held.evidence = {{{"pid", "7"}}};
  Sign pins = sign(Kind::pinned);
  pins.evidence = {{{"client", "10.0.3.9:50007"}, {"pid", "7"}}};
  const Finding finding = finding_of(leaks_of({held, pins}).at(0));
  REQUIRE(finding.evidence.size() == 1);
  CHECK(finding.evidence[0][0].second == "10.0.3.9:50007");
}
