#include "traces/slow_commands.hpp"

#include <chrono>

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::traces;

namespace {

const TimePoint kAt(std::chrono::seconds(1'795'227'139));

redis::SlowCommand slow(std::int64_t id) {
  redis::SlowCommand command;
  command.id = id;
  command.at = kAt;
  command.took = Seconds(0.25);
  command.command = "config set";
  command.arguments = 3;
  command.shape = "user:?:cart";
  command.client = "10.0.3.7:40112";
  command.name = "checkout";
  return command;
}

Snapshot snapshot(const std::vector<std::int64_t>& newest_first, const std::string& run_id = "a1") {
  redis::Facts facts;
  facts.endpoint = "cache:6379";
  facts.info.emplace();
  facts.info->server.run_id = run_id;
  facts.slowlog.emplace();
  for (const std::int64_t id : newest_first) facts.slowlog->recent.push_back(slow(id));
  Snapshot made;
  made.target = "cache";
  made.kind = "redis";
  made.facts = std::move(facts);
  return made;
}

}  // namespace

TEST_CASE("a slow command is a root of the service redis that ends when it was logged") {
  SlowCommands commands;
  const auto spans = commands.take(snapshot({7}));
  REQUIRE(spans.size() == 1);
  const Span& span = spans[0];
  CHECK(span.service == "redis");
  CHECK(span.kind == SpanKind::server);
  CHECK(span.name == "CONFIG SET");
  CHECK_FALSE(span.parent);
  CHECK(span.end == kAt);
  CHECK(span.start == kAt - Seconds(0.25));
  CHECK(span.attributes == Attributes{{"db.system.name", std::string("redis")},
                                      {"db.operation.name", std::string("CONFIG SET")},
                                      {"server.address", std::string("cache")},
                                      {"server.port", std::int64_t{6379}},
                                      {"client.address", std::string("10.0.3.7")},
                                      {"client.port", std::int64_t{40112}},
                                      {"redis.client_name", std::string("checkout")},
                                      {"redis.arguments", std::int64_t{3}},
                                      {"redis.key_form", std::string("user:?:cart")},
                                      {"redis.slowlog_id", std::int64_t{7}},
                                      {"lifeguard.target", std::string("cache")},
                                      {"lifeguard.end_known_to", std::string("1s")}});
}

TEST_CASE("each entry of the slow log is told once") {
  SlowCommands commands;
  CHECK(commands.take(snapshot({8, 7})).size() == 2);
  CHECK(commands.take(snapshot({8, 7})).empty());
  const auto spans = commands.take(snapshot({9, 8, 7}));
  REQUIRE(spans.size() == 1);
  CHECK(spans[0].attributes[9] == Attribute{"redis.slowlog_id", std::int64_t{9}});
  CHECK(commands.take(snapshot({})).empty());
  CHECK(commands.take(snapshot({9})).empty());
}

TEST_CASE("after a restart of the server its entries begin anew") {
  SlowCommands commands;
  commands.take(snapshot({8, 7}));
  CHECK(commands.take(snapshot({0}, "b2")).size() == 1);
  CHECK(commands.take(snapshot({0}, "b2")).empty());
}

TEST_CASE("two agents tell one slow command by the same ids, and two servers never do") {
  SlowCommands one, other;
  const auto first = one.take(snapshot({8, 7})), second = other.take(snapshot({8, 7}));
  CHECK(first[0].trace_id == second[0].trace_id);
  CHECK(first[0].span_id == second[0].span_id);
  CHECK(first[0].trace_id != first[1].trace_id);
  CHECK(SlowCommands().take(snapshot({8}, "b2"))[0].trace_id != first[0].trace_id);
}

TEST_CASE("of a server whose INFO is not known no slow command is told until it is") {
  SlowCommands commands;
  Snapshot without = snapshot({7});
  std::get<redis::Facts>(without.facts).info.reset();
  CHECK(commands.take(without).empty());
  CHECK(commands.take(snapshot({7})).size() == 1);
}
