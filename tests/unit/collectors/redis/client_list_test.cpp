#include "collectors/redis/client_list.hpp"

#include "tests/catch.hpp"

namespace lifeguard::redis {
namespace {

const TimePoint kAt(std::chrono::seconds(1795227139));

std::string client(int id, const std::string& name, int idle, const std::string& more = "",
                   const std::string& flags = "N", const std::string& address = "10.0.3.7:40112") {
  return "id=" + std::to_string(id) + " addr=" + address + " laddr=127.0.0.1:6379 fd=9 name=" + name +
         " age=500 idle=" + std::to_string(idle) + " flags=" + flags + " db=0 " +
         (more.empty() ? "sub=0 psub=0 ssub=0" : more) +
         " multi=-1 qbuf=0 omem=0 tot-mem=1000 events=r cmd=get user=shop redir=-1 resp=2\n";
}

}  // namespace

TEST_CASE("clients are counted by who they are, with how long they are quiet") {
  const ClientList list = read_clients(client(1, "checkout", 5) + client(2, "checkout", 70) +
                                           client(3, "checkout", 400) + client(4, "cart", 4000),
                                       std::nullopt, kAt);
  CHECK(list.clients == 4);
  REQUIRE(list.groups.size() == 2);
  const ClientGroup& checkout = list.groups[0];
  CHECK(checkout.kind == ClientKind{"checkout", "", "shop", "10.0.3.7"});
  CHECK(checkout.clients == 3);
  CHECK(checkout.idle_10s == 2);
  CHECK(checkout.idle_minute == 2);
  CHECK(checkout.idle_5_minutes == 1);
  CHECK(checkout.idle_hour == 0);
  CHECK(checkout.memory == Bytes{3000});
  REQUIRE(checkout.quietest.size() == 3);
  CHECK(checkout.quietest[0].id == 3);
  CHECK(checkout.quietest[0].idle == Seconds(400));
  CHECK(checkout.quietest[0].command == "get");
  CHECK(checkout.quietest[2].id == 1);
  CHECK(list.groups[1].idle_hour == 1);
}

TEST_CASE("who waits in a blocking command or listens to a channel is quiet on purpose") {
  const ClientList list =
      read_clients(client(1, "worker", 900, "", "b") + client(2, "worker", 900, "sub=1 psub=0 ssub=0", "P") +
                       client(3, "worker", 900, "", "O"),
                   std::nullopt, kAt);
  const ClientGroup& worker = list.groups.at(0);
  CHECK(worker.clients == 3);
  CHECK(worker.blocked == 1);
  CHECK(worker.subscribers == 2);
  CHECK(worker.idle_minute == 0);
  CHECK(worker.quietest.empty());
}

TEST_CASE("our own connection, replicas and masters are no clients of the app") {
  const ClientList list =
      read_clients(client(7, "lifeguard", 0) + client(8, "", 1, "", "S") + client(9, "", 1, "", "M"), 7, kAt);
  CHECK(list.clients == 0);
  CHECK(list.groups.empty());
}

TEST_CASE("hosts are told apart without their ports, and a unix socket is one") {
  const ClientList list =
      read_clients(client(1, "", 0, "", "N", "[2001:db8::1]:40112") +
                       client(2, "", 0, "", "U", "/run/redis.sock:0") + client(3, "", 0, "", "N", "10.0.3.7:1"),
                   std::nullopt, kAt);
  std::vector<std::string> hosts;
  for (const ClientGroup& group : list.groups) hosts.push_back(group.kind.host);
  CHECK(hosts == std::vector<std::string>{"10.0.3.7", "2001:db8::1", "unix"});
}

TEST_CASE("columns may come in any order, be new, or be missing") {
  const ClientList list = read_clients(
      "id=3 user=shop lib-name=ioredis lib-ver=5 name=web idle=61 addr=h:1 unheard-of=1 io-thread=2\nid=4\n\n",
      std::nullopt, kAt);
  CHECK(list.clients == 2);
  CHECK(list.groups.at(1).kind == ClientKind{"web", "ioredis", "shop", "h"});
  CHECK(list.groups.at(1).idle_minute == 1);
}

TEST_CASE("an application on several hosts is also counted over all of them, beyond the hundred kinds") {
  std::string text;
  for (int i = 0; i < 150; ++i) text += client(i, "pod", i, "", "N", "10.0.0." + std::to_string(i) + ":40112");
  text += client(1000, "alone", 0);
  const ClientList list = read_clients(text, std::nullopt, kAt);
  CHECK(list.groups.size() == 100);
  CHECK(list.not_grouped == 51);
  REQUIRE(list.applications.size() == 1);
  CHECK(list.applications[0].kind == ClientKind{"pod", "", "shop", "*"});
  CHECK(list.applications[0].clients == 150);
  CHECK(list.applications[0].idle_minute == 90);
  REQUIRE(list.applications[0].quietest.size() == 5);
  CHECK(list.applications[0].quietest[0].id == 149);
}

TEST_CASE("lines with other columns than the first are read by their own") {
  const ClientList list =
      read_clients(client(1, "checkout", 70) + "id=2 name=cart idle=80 user=shop\n" + client(3, "checkout", 90),
                   std::nullopt, kAt);
  REQUIRE(list.groups.size() == 2);
  CHECK(list.groups[0].kind.name == "checkout");
  CHECK(list.groups[0].idle_minute == 2);
  CHECK(list.groups[1].kind.name == "cart");
  CHECK(list.groups[1].idle_minute == 1);
}

TEST_CASE("no more than a hundred kinds of clients are told apart, and five of each are shown") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += client(i, "app" + std::to_string(i % 120), i);
  const ClientList list = read_clients(text, std::nullopt, kAt);
  CHECK(list.clients == 300);
  CHECK(list.groups.size() == 100);
  CHECK(list.not_grouped == 40);
  std::string many;
  for (int i = 0; i < 50; ++i) many += client(i, "one", i);
  const ClientList crowd = read_clients(many, std::nullopt, kAt);
  REQUIRE(crowd.groups.at(0).quietest.size() == 5);
  CHECK(crowd.groups[0].quietest[0].idle == Seconds(49));
  CHECK(crowd.groups[0].quietest[4].idle == Seconds(45));
}

}  // namespace lifeguard::redis
