#include "collectors/postgres/lock_graph.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

TimePoint at(double seconds) {
  return TimePoint{} + Seconds(seconds);
}

LockRow held(int pid, std::string mode, std::string object) {
  LockRow row;
  row.pid = pid;
  row.mode = std::move(mode);
  row.object = std::move(object);
  row.granted = true;
  return row;
}

LockRow wanted(int pid, std::string mode, std::string object, double since) {
  LockRow row = held(pid, std::move(mode), std::move(object));
  row.granted = false;
  row.waiting_since = at(since);
  return row;
}

}  // namespace

TEST_CASE("lock modes conflict as PostgreSQL's documentation says") {
  CHECK(conflicts("AccessShareLock", "AccessExclusiveLock"));
  CHECK_FALSE(conflicts("AccessShareLock", "ExclusiveLock"));
  CHECK(conflicts("ShareLock", "RowExclusiveLock"));
  CHECK_FALSE(conflicts("ShareLock", "ShareLock"));
  CHECK(conflicts("ShareUpdateExclusiveLock", "ShareUpdateExclusiveLock"));
  CHECK_FALSE(conflicts("RowExclusiveLock", "RowExclusiveLock"));
  CHECK_FALSE(conflicts("SIReadLock", "AccessExclusiveLock"));
}

TEST_CASE("conflicts go both ways") {
  const std::vector<std::string> modes{
      "AccessShareLock", "RowShareLock",          "RowExclusiveLock", "ShareUpdateExclusiveLock",
      "ShareLock",       "ShareRowExclusiveLock", "ExclusiveLock",    "AccessExclusiveLock"};
  for (const std::string& a : modes) {
    for (const std::string& b : modes) CHECK(conflicts(a, b) == conflicts(b, a));
  }
}

TEST_CASE("a waiter is blocked by the holder of a conflicting lock") {
  const Locks locks = lock_graph(
      {held(1, "ExclusiveLock", "transactionid 742"), wanted(2, "ShareLock", "transactionid 742", 5)}, {});
  REQUIRE(locks.waits.size() == 1);
  CHECK(locks.waits[0].pid == 2);
  CHECK(locks.waits[0].blocked_by == std::vector<int>{1});
  CHECK(locks.waits[0].since == at(5));
}

TEST_CASE("a waiter is not blocked by a lock that goes with its own") {
  const Locks locks =
      lock_graph({held(1, "AccessShareLock", "relation 1 2"), held(3, "AccessExclusiveLock", "relation 1 9"),
                  held(4, "RowExclusiveLock", "relation 1 2"), wanted(2, "ShareLock", "relation 1 2", 5)},
                 {});
  CHECK(locks.waits.at(0).blocked_by == std::vector<int>{4});
}

TEST_CASE("who queued before for a conflicting lock blocks as a holder does") {
  const Locks locks = lock_graph(
      {held(1, "AccessShareLock", "relation 1 2"), wanted(2, "AccessExclusiveLock", "relation 1 2", 5),
       wanted(3, "AccessShareLock", "relation 1 2", 6)},
      {});
  REQUIRE(locks.waits.size() == 2);
  CHECK(locks.waits[0].blocked_by == std::vector<int>{1});
  CHECK(locks.waits[1].blocked_by == std::vector<int>{2});
}

TEST_CASE("a parallel worker counts as its leader and does not block its own group") {
  const std::map<int, int> leader_of{{11, 1}, {12, 1}};
  const Locks locks = lock_graph({held(11, "ExclusiveLock", "page 1"), wanted(12, "ExclusiveLock", "page 1", 1),
                                  wanted(2, "ExclusiveLock", "page 1", 2)},
                                 leader_of);
  CHECK(locks.waits.at(0).blocked_by.empty());
  CHECK(locks.waits.at(1).blocked_by == std::vector<int>{1});
}

TEST_CASE("a prepared transaction blocks as pid 0") {
  const Locks locks = lock_graph(
      {held(0, "ExclusiveLock", "transactionid 7"), wanted(2, "ShareLock", "transactionid 7", 1)}, {});
  CHECK(locks.waits.at(0).blocked_by == std::vector<int>{0});
}

TEST_CASE("holders of advisory locks are told, those who wait for one are not") {
  LockRow holder = held(5, "ExclusiveLock", "advisory 1 2 3"),
          waiter = wanted(6, "ExclusiveLock", "advisory 1 2 3", 1);
  holder.advisory = waiter.advisory = true;
  CHECK(lock_graph({holder, waiter}, {}).advisory_holders == std::vector<int>{5});
}
