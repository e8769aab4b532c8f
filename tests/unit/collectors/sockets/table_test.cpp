#include "collectors/sockets/table.hpp"

#include "collectors/sockets/read.hpp"
#include "collectors/sockets/watch.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

// As Linux 6.1 writes them on x86.
constexpr std::string_view kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 1597 1 "
    "00000000a1fd4acf 100 0 0 10 0\n"
    "   1: 0100007F:96ED 0100007F:1538 01 00000000:00000000 02:000007C2 00000000  1000        0 1733 2 "
    "00000000aa10524b 20 4 30 10 -1\n"
    "   2: 0703000A:C350 0700000A:1538 01 00000000:00000000 02:000007C2 00000000  1000        0 1734 2 "
    "00000000aa10524c 20 4 30 10 -1\n"
    "   3: 0100007F:96EE 0100007F:1538 06 00000000:00000000 03:000007C2 00000000     0        0 0 3 "
    "00000000f69be3aa\n";

constexpr std::string_view kTcp6 =
    "  sl  local_address                         remote_address                        st tx_queue rx_queue "
    "tr\n"
    "   0: 0000000000000000FFFF00000100007F:96EF 0000000000000000FFFF00000100007F:1920 01 00000000:00000000 "
    "02:00000AB0 00000000  1000        0 1801 2 00000000cc 20 4 30 10 -1\n"
    "   1: B80D0120000000000000000001000000:D431 B80D0120000000000000000002000000:1538 01 00000000:00000000 "
    "02:00000AB0 00000000  1000        0 1802 2 00000000cd 20 4 30 10 -1\n";

Sockets read(std::string_view table, std::size_t most = 100) {
  Sockets sockets;
  add_established(table, most, sockets);
  return sockets;
}

}  // namespace

TEST_CASE("established connections are read with their ports, and no others") {
  const Sockets sockets = read(kTcp);
  REQUIRE(sockets.established.size() == 2);
  CHECK(sockets.established[0] == TcpConnection{{"127.0.0.1", 38637}, {"127.0.0.1", 5432}});
  CHECK(sockets.established[1] == TcpConnection{{"10.0.3.7", 50000}, {"10.0.0.7", 5432}});
  CHECK(sockets.complete);
}

TEST_CASE("an IPv4 address in an IPv6 socket, as Java makes them, is written as what it is") {
  const Sockets sockets = read(kTcp6);
  REQUIRE(sockets.established.size() == 2);
  CHECK(sockets.established[0] == TcpConnection{{"127.0.0.1", 38639}, {"127.0.0.1", 6432}});
  CHECK(sockets.established[1] == TcpConnection{{"2001:db8::1", 54321}, {"2001:db8::2", 5432}});
}

TEST_CASE("more connections than are kept are said to be more") {
  CHECK(read(kTcp, 2).complete);
  const Sockets cut = read(kTcp, 1);
  CHECK(cut.established.size() == 1);
  CHECK_FALSE(cut.complete);
}

TEST_CASE("half a line and no table at all are nothing") {
  CHECK(read("   1: 0100007F:96ED 0100007F:1538 01").established.empty());
  CHECK(read("   1: 0100007F:96ED 0100007F:15").established.empty());
  CHECK(read("<html>not found</html>\n").established.empty());
  CHECK(read("").established.empty());
  for (const char* wrong :
       {"0100007F", "0100007F:", "XYZ0007F:1538", "0100007F00:1538", "0100007F:FFFFF", ":1"}) {
    CAPTURE(wrong);
    CHECK_FALSE(endpoint_in_hex(wrong));
  }
}

TEST_CASE("this machine's own sockets can be read") {
  const Sockets sockets = read_sockets();
  CHECK(sockets.complete);
  CHECK(std::is_sorted(sockets.established.begin(), sockets.established.end()));
}

TEST_CASE("a connection is found by its local end") {
  Sockets sockets = read(kTcp);
  std::sort(sockets.established.begin(), sockets.established.end());
  REQUIRE(connection_from(sockets, {"10.0.3.7", 50000}));
  CHECK(connection_from(sockets, {"10.0.3.7", 50000})->remote == Endpoint{"10.0.0.7", 5432});
  CHECK_FALSE(connection_from(sockets, {"10.0.3.7", 50001}));
}

TEST_CASE("the look before is at least five seconds older, whatever the beat") {
  SocketWatch watch;
  const TimePoint start = TimePoint{} + Seconds(1000);
  for (int second = 0; second <= 12; ++second) {
    Sockets sockets;
    sockets.taken = start + Seconds(second);
    watch.look(sockets);
    CHECK(watch.latest()->taken == sockets.taken);
    if (second < 5) CHECK_FALSE(watch.before());
    if (second >= 5) CHECK(watch.latest()->taken - watch.before()->taken >= SocketWatch::kApart);
  }
}
