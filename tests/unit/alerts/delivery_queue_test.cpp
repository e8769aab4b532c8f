#include "alerts/delivery_queue.hpp"

#include "tests/catch.hpp"
#include "tests/unit/alerts/an_incident.hpp"

using namespace lifeguard;
using namespace std::chrono_literals;

namespace {

const DeliveryQueue::Time start{};

PendingDelivery delivery(std::int64_t id, const std::string& key, Notice::Kind kind = Notice::Kind::opened) {
  Notice notice{kind, a_leak(key), at(3, 0, 0) + Seconds(static_cast<double>(id))};
  return {id, "slack", notice, 0};
}

std::int64_t taken(DeliveryQueue& queue, DeliveryQueue::Time now) {
  const auto delivery = queue.take(now);
  return delivery ? delivery->id : 0;
}

std::vector<std::int64_t> ids(const std::vector<PendingDelivery>& deliveries) {
  std::vector<std::int64_t> list;
  for (const auto& delivery : deliveries) list.push_back(delivery.id);
  return list;
}

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("an empty queue has nothing to send, now or later") {
  DeliveryQueue queue;
  CHECK_FALSE(queue.take(start));
  CHECK_FALSE(queue.next_due());
  CHECK_FALSE(queue.oldest());
}

TEST_CASE("notices go out in the order they came") {
  DeliveryQueue queue;
  queue.add(delivery(1, "b"));
  queue.add(delivery(2, "a"));
  queue.add(delivery(3, "b", Notice::Kind::resolved));
  CHECK(queue.size() == 3);
  CHECK(queue.oldest() == at(3, 0, 1));
  CHECK(taken(queue, start) == 1);
  queue.settled();
  CHECK(taken(queue, start) == 2);
  queue.settled();
  CHECK(taken(queue, start) == 3);
  queue.settled();
  CHECK(queue.size() == 0);
  CHECK_FALSE(queue.next_due());
}

TEST_CASE("an incident that waits to be tried again holds up its own end but no other incident") {
  DeliveryQueue queue;
  queue.add(delivery(1, "a"));
  queue.add(delivery(2, "a", Notice::Kind::resolved));
  queue.add(delivery(3, "b"));
  CHECK(taken(queue, start) == 1);
  queue.failed(start, 30s);
  CHECK(taken(queue, start) == 3);
  queue.settled();
  CHECK_FALSE(queue.take(start + 29s));
  CHECK(queue.next_due() == start + 30s);
  const auto again = queue.take(start + 30s);
  REQUIRE(again);
  CHECK(again->id == 1);
  CHECK(again->attempts == 1);
  queue.settled();
  CHECK(taken(queue, start + 30s) == 2);
}

TEST_CASE("retries are a second apart, and new incidents do not wait for them") {
  DeliveryQueue queue;
  queue.add(delivery(1, "a"));
  queue.add(delivery(2, "b"));
  CHECK(taken(queue, start) == 1);
  queue.failed(start, 100ms);
  CHECK(taken(queue, start) == 2);
  queue.failed(start, 100ms);
  CHECK_FALSE(queue.take(start + 999ms));
  CHECK(taken(queue, start + 1s) == 1);
  queue.failed(start + 1s, 100ms);
  CHECK_FALSE(queue.take(start + 1999ms));
  queue.add(delivery(3, "c"));
  CHECK(taken(queue, start + 1500ms) == 3);
}

TEST_CASE("after Retry-After's pause, and not before, everything goes on") {
  DeliveryQueue queue;
  queue.add(delivery(1, "a"));
  CHECK(taken(queue, start) == 1);
  queue.failed(start, 60s);
  queue.pause_until(start + 60s);
  queue.pause_until(start + 10s);
  queue.add(delivery(2, "b"));
  CHECK_FALSE(queue.take(start + 59s));
  CHECK(queue.next_due() == start + 60s);
  CHECK(taken(queue, start + 60s) == 1);
}

TEST_CASE("when an outage is over, all that waited is due at once") {
  DeliveryQueue queue;
  queue.add(delivery(1, "a"));
  queue.add(delivery(2, "b"));
  CHECK(taken(queue, start) == 1);
  queue.failed(start, 300s);
  CHECK(taken(queue, start) == 2);
  queue.failed(start, 10s);
  CHECK(taken(queue, start + 10s) == 2);
  queue.settled();
  CHECK(taken(queue, start + 10s) == 1);
}

TEST_CASE("one incident that the receiver cannot take is not tried again each time another is delivered") {
  DeliveryQueue queue;
  queue.add(delivery(1, "poison"));
  CHECK(taken(queue, start) == 1);
  queue.failed(start, 300s);
  queue.add(delivery(2, "b"));
  CHECK(taken(queue, start) == 2);
  queue.settled();
  CHECK(queue.next_due() == start + 300s);
}

TEST_CASE("what was in flight when the loop ended is sent again") {
  DeliveryQueue queue;
  queue.add(delivery(1, "a"));
  CHECK(taken(queue, start) == 1);
  queue.put_back();
  CHECK(taken(queue, start) == 1);
}

TEST_CASE("a changed config tries again at once, but keeps a pause") {
  DeliveryQueue queue;
  queue.add(delivery(1, "a"));
  CHECK(taken(queue, start) == 1);
  queue.failed(start, 300s);
  queue.pause_until(start + 20s);
  queue.retry_now();
  CHECK(queue.next_due() == start + 20s);
}

TEST_CASE(
    "too many: incidents that opened and ended untold go first, then the oldest, never the one in flight") {
  DeliveryQueue queue;
  queue.add(delivery(1, "in flight"));
  queue.add(delivery(2, "firing"));
  queue.add(delivery(3, "over"));
  queue.add(delivery(4, "over", Notice::Kind::escalated));
  queue.add(delivery(5, "over", Notice::Kind::resolved));
  queue.add(delivery(6, "told before", Notice::Kind::resolved));
  queue.add(delivery(7, "in flight", Notice::Kind::resolved));
  CHECK(taken(queue, start) == 1);
  CHECK(queue.shed(7).empty());
  CHECK(ids(queue.shed(6)) == Ids{3, 4, 5});
  CHECK(queue.size() == 4);
  CHECK(ids(queue.shed(3)) == Ids{2});
  CHECK(ids(queue.shed(0)) == Ids{6});
  CHECK(queue.size() == 2);
  queue.settled();
  CHECK(taken(queue, start) == 7);
}

TEST_CASE("notices of before a time expire") {
  DeliveryQueue queue;
  queue.add(delivery(1, "a"));
  queue.add(delivery(5, "a", Notice::Kind::resolved));
  queue.add(delivery(2, "b"));
  CHECK(ids(queue.expire(at(3, 0, 5))) == Ids{1, 2});
  CHECK(queue.size() == 1);
  CHECK_FALSE(queue.holds(delivery(2, "b").notice.incident.dedup_key));
  CHECK(taken(queue, start) == 5);
}
