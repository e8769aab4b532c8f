#include "joins/sockets.hpp"

#include "tests/catch.hpp"
#include "tests/unit/joins/three_layers.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using joins::calibrate;

namespace {

Sockets ports(int from, int to, const std::string& address = "10.0.3.7") {
  Sockets sockets;
  for (int port = from; port <= to; ++port) {
    sockets.established.push_back({{address, port}, {"10.96.0.1", 5432}});
  }
  return sockets;
}

Snapshot ten_sessions() {
  Server server;
  for (int pid = 1; pid <= 10; ++pid) server.sessions.push_back(session(pid, SessionState::idle, 5));
  return server.snapshot();
}

}  // namespace

TEST_CASE("sockets are trusted once nine of ten known ports are among them") {
  const Snapshot server = ten_sessions();
  const auto all = calibrate(server, ports(40001, 40010));
  CHECK(all.known == 10);
  CHECK(all.matched == 10);
  CHECK(all.is_trusted());
  CHECK(all.remote == Endpoint{"10.96.0.1", 5432});
  CHECK(calibrate(server, ports(40002, 40010)).is_trusted());
  CHECK_FALSE(calibrate(server, ports(40003, 40010)).is_trusted());
}

TEST_CASE("clients at other addresses are not known, and with none known nothing is trusted") {
  const auto none = calibrate(ten_sessions(), ports(40001, 40010, "10.0.3.99"));
  CHECK(none.known == 0);
  CHECK_FALSE(none.is_trusted());
}

TEST_CASE("a list of sockets that was cut says nothing") {
  Sockets sockets = ports(40001, 40010);
  sockets.complete = false;
  CHECK_FALSE(calibrate(ten_sessions(), sockets).is_trusted());
}

TEST_CASE("PgBouncer's clients calibrate as sessions do") {
  ThreeLayers layers;
  layers.resting(1);
  layers.resting(2);
  const auto targets = layers.targets();
  CHECK(calibrate(*targets[1], ports(50001, 50002)).is_trusted());
  CHECK_FALSE(calibrate(*targets[1], ports(50002, 50002)).is_trusted());
}
