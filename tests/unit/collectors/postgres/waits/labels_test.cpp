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
