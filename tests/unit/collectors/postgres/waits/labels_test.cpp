#include "collectors/postgres/waits/labels.hpp"

#include "tests/catch.hpp"

using namespace lifeguard::postgres;

TEST_CASE("a wait event has one name in every version") {
  CHECK(wait_event("IO", "WALWrite") == wait_event("IO", "WalWrite"));              // 16, 17
  CHECK(wait_event("IO", "BufFileRead") == wait_event("IO", "BuffileRead"));        // 16, 17
  CHECK(wait_event("LWLock", "WALWriteLock") == wait_event("LWLock", "WALWrite"));  // 12, 13
  CHECK(wait_event("LWLock", "buffer_content") == wait_event("LWLock", "BufferContent"));
  CHECK(wait_event("Timeout", "PgSleep") == WaitEvent{"Timeout", "pgsleep"});
  CHECK(wait_event("Lock", "transactionid") == WaitEvent{"Lock", "transactionid"});
}

TEST_CASE("who waits for nothing is at work") {
  CHECK(wait_event("", "") == WaitEvent{"CPU", "running"});
}

TEST_CASE("a traceparent never becomes part of an application's name") {
  const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  CHECK(without_trace(trace) == "other");
  CHECK(without_trace("checkout " + trace) == "checkout");
  CHECK(without_trace("checkout/" + trace.substr(0, 54)) == "checkout");  // names end after 63 bytes
  CHECK(without_trace(trace + "; checkout") == "checkout");
}

TEST_CASE("other names stay as they are") {
  for (const char* name : {"", "checkout", "psql", "worker-00-17", "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"}) {
    CHECK(without_trace(name) == name);
  }
}
