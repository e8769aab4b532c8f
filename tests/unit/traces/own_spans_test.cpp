#include "traces/own_spans.hpp"

#include <chrono>

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::traces;

namespace {

TimePoint second(double n) {
  return TimePoint(std::chrono::seconds(1'700'000'000)) + Seconds(n);
}

Snapshot snapshot(std::vector<PartResult> parts) {
  Snapshot made;
  made.target = "main";
  made.kind = "postgres";
  made.backend = "postgres/7412";
  made.up = true;
  made.parts = std::move(parts);
  return made;
}

}  // namespace

TEST_CASE("a collection is a span of the agent with a child for each part") {
  OwnSpans own;
  const auto spans = own.of(
      snapshot({{"activity", true, Seconds(0.25), ""}, {"wal", false, Seconds(0.5), "permission denied"}}),
      second(1), second(2));
  REQUIRE(spans.size() == 3);
  CHECK(spans[0].service.empty());
  CHECK(spans[0].name == "collect postgres");
  CHECK_FALSE(spans[0].parent);
  CHECK(spans[0].kind == SpanKind::internal);
  CHECK(spans[0].start == second(1));
  CHECK(spans[0].end == second(2));
  CHECK(spans[0].error.empty());
  CHECK(spans[0].attributes == Attributes{{"lifeguard.target", std::string("main")},
                                          {"lifeguard.kind", std::string("postgres")},
                                          {"lifeguard.backend", std::string("postgres/7412")}});
  for (const Span& part : {spans[1], spans[2]}) {
    CHECK(part.trace_id == spans[0].trace_id);
    CHECK(part.parent == spans[0].span_id);
    CHECK(part.start == second(1));
    CHECK(part.attributes == Attributes{{"lifeguard.start_known_by", std::string("collection")}});
  }
  CHECK(spans[1].name == "activity");
  CHECK(spans[1].end == second(1.25));
  CHECK(spans[1].error.empty());
  CHECK(spans[2].name == "wal");
  CHECK(spans[2].end == second(1.5));
  CHECK(spans[2].error == "permission denied");
  CHECK(spans[1].span_id != spans[2].span_id);
}

TEST_CASE("a part that was not due has no span") {
  OwnSpans own;
  own.of(snapshot({{"activity", true, Seconds(0.25), ""}, {"wal", true, Seconds(0.5), ""}}), second(1),
         second(2));
  const auto spans = own.of(snapshot({{"activity", true, Seconds(0.125), ""}, {"wal", true, Seconds(0.5), ""}}),
                            second(3), second(4));
  REQUIRE(spans.size() == 2);
  CHECK(spans[1].name == "activity");
}

TEST_CASE("what was not measured and what ran beside the collection have no span") {
  OwnSpans own;
  const auto spans = own.of(snapshot({{"visibility", true, {}, ""}, {"databases", true, Seconds(0.5), ""}}),
                            second(1), second(2));
  CHECK(spans.size() == 1);
}

TEST_CASE("a collection that failed says why, and two have two traces") {
  OwnSpans own;
  Snapshot down = snapshot({});
  down.up = false;
  down.error = "db:5432: connection refused";
  const auto first = own.of(down, second(1), second(2)), next = own.of(down, second(3), second(4));
  REQUIRE(first.size() == 1);
  CHECK(first[0].error == "db:5432: connection refused");
  CHECK(first[0].trace_id != next[0].trace_id);
}
