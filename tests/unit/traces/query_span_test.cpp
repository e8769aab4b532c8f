#include "traces/query_span.hpp"

#include <algorithm>
#include <set>

#include "tests/catch.hpp"
#include "tests/unit/traces/activity.hpp"

using namespace lifeguard;
using namespace lifeguard::traces;

namespace {

const std::string kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const std::string kOther = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01";
const Place kPlace{"main", "postgres/7412", "10.0.0.7:5432"};

Execution execution(const std::string& comment = "") {
  Execution made;
  made.pid = 7;
  made.backend_start = at(-100);
  made.start = made.context_since = at(1);
  made.end = at(4);
  made.end_by = EndBy::state_change;
  made.database = "shop";
  made.user = "app";
  made.application = "checkout";
  made.client = "10.0.0.9";
  made.client_port = 40000;
  made.statement = sql::Statement("select * from orders where name = 'Ada'" + comment);
  made.looks = 3;
  return made;
}

std::string comment(const std::string& traceparent) {
  return " /*traceparent='" + traceparent + "'*/";
}

const Attribute* find(const Span& span, const std::string& key) {
  const auto found = std::find_if(span.attributes.begin(), span.attributes.end(),
                                  [&](const Attribute& attribute) { return attribute.key == key; });
  return found == span.attributes.end() ? nullptr : &*found;
}

std::string text(const Span& span, const std::string& key) {
  const Attribute* found = find(span, key);
  return found ? std::get<std::string>(found->value) : "(none)";
}

}  // namespace

TEST_CASE("an execution is a child of the app's span, with its own times") {
  const auto spans = spans_of(execution(comment(kParent)), kPlace, {});
  REQUIRE(spans.size() == 1);
  const Span& span = spans[0];
  CHECK(sql::hex(span.trace_id) == "4bf92f3577b34da6a3ce929d0e0e4736");
  REQUIRE(span.parent);
  CHECK(sql::hex(*span.parent) == "00f067aa0ba902b7");
  CHECK(span.parent_is_remote);
  CHECK(span.kind == SpanKind::server);
  CHECK(span.service == "postgresql");
  CHECK(span.name == "SELECT orders");
  CHECK(span.start == at(1));
  CHECK(span.end == at(4));
  CHECK(span.error.empty());
  CHECK(span.links.empty());
}

TEST_CASE("a span tells of its statement by the stable conventions, and shows no literal") {
  const Span span = spans_of(execution(), kPlace, {}).at(0);
  CHECK(text(span, "db.system.name") == "postgresql");
  CHECK(text(span, "db.namespace") == "shop");
  CHECK(text(span, "db.query.text") == "select * from orders where name = $1");
  CHECK(text(span, "db.query.summary") == "SELECT orders");
  CHECK(text(span, "server.address") == "10.0.0.7");
  CHECK(std::get<std::int64_t>(find(span, "server.port")->value) == 5432);
  CHECK(text(span, "client.address") == "10.0.0.9");
  CHECK(text(span, "user.name") == "app");
  CHECK(text(span, "postgresql.application_name") == "checkout");
  CHECK(text(span, "lifeguard.end_known_by") == "state_change");
  CHECK(find(span, "db.collection.name") == nullptr);  // not to be parsed out of a statement
  CHECK(find(span, "db.operation.name") == nullptr);
  const Span local = spans_of(execution(), {"main", "postgres/7412", ""}, {}).at(0);
  CHECK(find(local, "server.address") == nullptr);
}

TEST_CASE("an execution without a context is a root of its own") {
  const Span span = spans_of(execution(), kPlace, {}).at(0);
  CHECK_FALSE(span.parent);
  CHECK(span.trace_id != TraceId{});
}

TEST_CASE("an execution whose caller is not sampled is not told") {
  const std::string not_sampled = kParent.substr(0, 53) + "00";
  CHECK(spans_of(execution(comment(not_sampled)), kPlace, {}).empty());
}

TEST_CASE("a name that was a traceparent is newer than the comment of a prepared statement") {
  Execution named = execution(comment(kOther));
  named.named = sql::parse_traceparent(kParent);
  CHECK(sql::hex(spans_of(named, kPlace, {}).at(0).trace_id) == "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST_CASE("a context from long before is linked, for it is another execution's") {
  Execution late = execution(comment(kParent));
  late.context_since = late.start - Seconds(61);
  const Span span = spans_of(late, kPlace, {}).at(0);
  CHECK_FALSE(span.parent);
  CHECK(sql::hex(span.trace_id) != "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(text(span, "lifeguard.trace_context") == "stale");
  REQUIRE(span.links.size() == 1);
  CHECK(sql::hex(span.links[0].trace_id) == "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST_CASE("two agents give an execution the same ids, and two executions others") {
  const auto ids = [](const Execution& of) { return spans_of(of, kPlace, {}).at(0); };
  const Span once = ids(execution()), again = ids(execution());
  CHECK(once.trace_id == again.trace_id);
  CHECK(once.span_id == again.span_id);
  CHECK(ids(execution(comment(kParent))).span_id == ids(execution(comment(kParent))).span_id);
  std::set<SpanId> all{once.span_id, ids(execution(comment(kParent))).span_id};
  Execution other = execution();
  other.pid = 8;
  all.insert(ids(other).span_id);
  other = execution();
  other.start = at(1.0000015);
  all.insert(ids(other).span_id);
  other = execution();
  other.backend_start = at(-99);
  all.insert(ids(other).span_id);
  all.insert(spans_of(execution(), {"main", "postgres/7413", ""}, {}).at(0).span_id);
  CHECK(all.size() == 6);
}

TEST_CASE("each wait is a child of its execution") {
  Execution waited = execution(comment(kParent));
  waited.waits = {{"Lock", "transactionid", at(1.5), at(3), 2, {8}},
                  {"IO", "DataFileRead", at(3), at(4.5), 1, {}},
                  {"IO", "WALSync", at(2), at(2), 1, {}}};
  const auto spans = spans_of(waited, kPlace, {});
  REQUIRE(spans.size() == 3);  // the one of no length was seen once after a gap
  CHECK(spans[1].name == "Lock: transactionid");
  CHECK(spans[1].kind == SpanKind::internal);
  CHECK(spans[1].trace_id == spans[0].trace_id);
  CHECK(spans[1].parent == spans[0].span_id);
  CHECK_FALSE(spans[1].parent_is_remote);
  CHECK(spans[1].start == at(1.5));
  CHECK(spans[1].end == at(3));
  CHECK(text(spans[1], "postgresql.wait_event_type") == "Lock");
  CHECK(find(spans[1], "postgresql.blocking_pids")->value ==
        decltype(Attribute::value)(std::vector<std::string>{"8"}));
  CHECK(spans[2].end == at(4));  // with its execution
  CHECK(spans[1].span_id != spans[2].span_id);
}

TEST_CASE("a blocker is told of, and linked when it has a sampled trace") {
  Execution blocked = execution(comment(kParent));
  blocked.blockers = {{8, "update t set n = $1", sql::parse_traceparent(kOther)},
                      {9, "select $1", sql::parse_traceparent(kOther.substr(0, 53) + "00")},
                      {0, "", std::nullopt}};
  const Span span = spans_of(blocked, kPlace, {}).at(0);
  REQUIRE(span.links.size() == 1);
  CHECK(sql::hex(span.links[0].trace_id) == "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  CHECK(sql::hex(span.links[0].span_id) == "bbbbbbbbbbbbbbbb");
  CHECK(find(span, "postgresql.blocking_pids")->value ==
        decltype(Attribute::value)(std::vector<std::string>{"8", "9", "0"}));
  CHECK(find(span, "postgresql.blocking_statements")->value ==
        decltype(Attribute::value)(std::vector<std::string>{"update t set n = $1", "select $1", ""}));
}

TEST_CASE("a statement that aborted its transaction is an error") {
  Execution failed = execution();
  failed.failed = true;
  CHECK_FALSE(spans_of(failed, kPlace, {}).at(0).error.empty());
}

TEST_CASE("clocks that are alike are taken for one, and another is told on ours") {
  ServerClock alike;
  alike.compare(at(10), at(10.020));
  alike.compare(at(11), at(11.400));  // an answer that took long
  CHECK(alike.to_ours(at(5)) == at(5));
  CHECK(find(spans_of(execution(), kPlace, alike).at(0), "lifeguard.clock_offset") == nullptr);

  ServerClock behind;
  behind.compare(at(10), at(40.5));
  behind.compare(at(11), at(41.25));
  CHECK(behind.to_ours(at(5)) == at(35.25));
  const Span span = spans_of(execution(), kPlace, behind).at(0);
  CHECK(span.start == at(31.25));
  CHECK(std::get<double>(find(span, "lifeguard.clock_offset")->value) == Approx(30.25));

  ServerClock ahead;
  ahead.compare(at(40), at(10));
  CHECK(ahead.to_ours(at(41)) == at(11));
}
