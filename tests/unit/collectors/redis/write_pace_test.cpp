#include "collectors/redis/write_pace.hpp"

#include "tests/catch.hpp"

namespace lifeguard::redis {
namespace {

using namespace std::chrono_literals;

const WritePace::TimePoint kAt(1h);

Probed elsewhere() {
  Probed probed;
  probed.elsewhere = "MOVED 3999 10.0.0.8:6379";
  return probed;
}

Probed refused(std::string text) {
  Probed probed;
  probed.refused = std::move(text);
  return probed;
}

}  // namespace

TEST_CASE("a write that succeeds, or is refused for the server's state, is tried at the next look") {
  WritePace pace;
  CHECK(pace.is_due(false, kAt));
  pace.wrote({}, false, kAt);
  CHECK(pace.is_due(false, kAt));
  pace.wrote(refused("MISCONF no"), false, kAt);
  CHECK(pace.is_due(false, kAt));
  CHECK(pace.refused() == "MISCONF no");
}

TEST_CASE(
    "a replica that sends its writes away is asked again in ten minutes, and once it is a master at once") {
  const Probed probed = GENERATE(elsewhere(), refused("READONLY You can't write against a read only replica."));
  WritePace pace;
  pace.wrote(probed, true, kAt);
  CHECK_FALSE(pace.is_due(true, kAt + 599s));
  CHECK(pace.is_due(true, kAt + 600s));
  CHECK(pace.is_due(false, kAt + 1s));
  CHECK(pace.refused() == probed.elsewhere + probed.refused);
}

TEST_CASE("a node of a cluster looks for a key of its own a hundred times, and then seldom") {
  WritePace pace;
  for (int i = 0; i < 99; ++i) pace.wrote(elsewhere(), false, kAt);
  CHECK(pace.is_due(false, kAt));
  CHECK(pace.refused().empty());
  pace.wrote(elsewhere(), false, kAt);
  CHECK_FALSE(pace.is_due(false, kAt + 599s));
  pace.wrote({}, false, kAt + 600s);
  CHECK(pace.is_due(false, kAt + 600s));
}

TEST_CASE("a write that the ACL denies is tried again in ten minutes") {
  Probed probed;
  probed.denied = "set";
  WritePace pace;
  pace.wrote(probed, false, kAt);
  CHECK_FALSE(pace.is_due(false, kAt + 599s));
  CHECK(pace.is_due(false, kAt + 600s));
}

TEST_CASE("while no write is tried, what the last one was told holds, but never what PING was") {
  WritePace pace;
  Probed probed;
  probed.error = "SET lifeguard:probe:a: NOPERM no";
  probed.denied = "set";
  pace.wrote(probed, false, kAt);
  CHECK(!pace.is_due(false, kAt + 1s));
  CHECK(pace.error() == "SET lifeguard:probe:a: NOPERM no");
  Probed lost;
  lost.error = "PING: MASTERDOWN Link with MASTER is down";
  pace.wrote(lost, true, kAt);
  CHECK(pace.error() == "");
}

}  // namespace lifeguard::redis
