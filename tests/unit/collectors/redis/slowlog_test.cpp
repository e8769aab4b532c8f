#include "collectors/redis/slowlog.hpp"

#include "tests/catch.hpp"

namespace lifeguard::redis {
namespace {

const TimePoint kAt(std::chrono::seconds(1795227139));

SlowCommand slow(std::int64_t id) {
  SlowCommand command;
  command.id = id;
  command.at = kAt;
  command.command = "get";
  return command;
}

std::vector<SlowCommand> entries(std::int64_t newest, std::int64_t oldest) {
  std::vector<SlowCommand> all;
  for (std::int64_t id = newest; id >= oldest; --id) all.push_back(slow(id));
  return all;
}

Reply log_of(const std::vector<std::string>& words) {
  RespReader reader;
  std::string list = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string& word : words) list += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  reader.feed("*1\r\n*6\r\n:14\r\n:1795227139\r\n:15000\r\n" + list +
              "$14\r\n10.0.3.7:40112\r\n$8\r\ncheckout\r\n");
  return *reader.next(4096);
}

SlowCommand read_one(const std::vector<std::string>& words) {
  return read_slowlog(log_of(words), Seconds(0)).at(0);
}

}  // namespace

TEST_CASE("a slow command is known by its name, its time and who sent it, and never by its values") {
  const SlowCommand command = read_one({"HSET", "user:ada@example.org:cart", "card", "4111111111111111"});
  CHECK(command.id == 14);
  CHECK(command.at == kAt);
  CHECK(command.took == Seconds(0.015));
  CHECK(command.command == "hset");
  CHECK(command.arguments == 3);
  CHECK(command.shape == "user:?.?:cart");
  CHECK(command.client == "10.0.3.7:40112");
  CHECK(command.name == "checkout");
}

TEST_CASE("a subcommand is part of a command's name, and what is no name is not shown") {
  CHECK(command_of({"CONFIG", "SET", "maxmemory", "1"}) == "config set");
  CHECK(command_of({"GET", "key"}) == "get");
  CHECK(command_of({"my secret"}) == "?");
}

TEST_CASE("arguments that Redis cut off are counted all the same") {
  std::vector<std::string> words(31, "x");
  words[0] = "DEL";
  words.push_back("... (70 more arguments)");
  CHECK(read_one(words).arguments == 100);
  words.back() = "... (2147483647 more arguments)";
  CHECK(read_one(words).arguments > 100);
  CHECK(read_one({"SET", "key", "... (70 more arguments)"}).arguments == 2);
}

TEST_CASE("a slow log of unknown form is refused") {
  RespReader reader;
  reader.feed("*1\r\n:1\r\n$3\r\nabc\r\n");
  CHECK_THROWS_AS(read_slowlog(*reader.next(100), Seconds(0)), std::runtime_error);
  CHECK_THROWS_AS(read_slowlog(*reader.next(100), Seconds(0)), std::runtime_error);
}

TEST_CASE("what was in the slow log before we looked is not told again") {
  SlowLogWatch watch;
  watch.take(entries(9, 2), kAt);
  CHECK(watch.log().recent.empty());
  CHECK(watch.log().seen == 0);
  watch.take(entries(11, 4), kAt);
  CHECK(watch.log().seen == 2);
  CHECK(watch.log().recent.at(0).id == 11);
  watch.take(entries(11, 4), kAt);
  CHECK(watch.log().seen == 2);
  CHECK(watch.log().lost == 0);
}

TEST_CASE("a slow log that was empty at first is followed from its first entry") {
  SlowLogWatch watch;
  watch.take({}, kAt);
  CHECK(watch.missing(entries(0, 0)) == 0);
  watch.take(entries(0, 0), kAt);
  CHECK(watch.log().seen == 1);
}

TEST_CASE("entries that came and went between two looks are counted as lost, also over a reset") {
  SlowLogWatch watch;
  watch.take(entries(5, 5), kAt);
  CHECK(watch.missing(entries(9, 6)) == 0);
  CHECK(watch.missing(entries(15, 8)) == 18);
  watch.take(entries(15, 8), kAt);
  CHECK(watch.log().seen == 8);
  CHECK(watch.log().lost == 2);
  watch.take({}, kAt);  // SLOWLOG RESET: its ids go on
  watch.take(entries(17, 17), kAt);
  CHECK(watch.log().seen == 9);
  CHECK(watch.log().lost == 3);
}

TEST_CASE("all that came since is asked for while the server can have it, up to a thousand entries") {
  SlowLogWatch watch;
  watch.take(entries(100, 93), kAt);
  CHECK(watch.missing(entries(400, 393)) == 308);
  CHECK(watch.missing(entries(50'000, 49'993)) == 1000);
  watch.take(entries(400, 101), kAt);
  CHECK(watch.log().seen == 300);
  CHECK(watch.log().lost == 0);
}

TEST_CASE("after a restart the ids begin anew, and what comes is new") {
  SlowLogWatch watch;
  watch.take(entries(500, 493), kAt);
  watch.server_restarted();
  watch.take(entries(1, 0), kAt);
  CHECK(watch.log().seen == 2);
  CHECK(watch.log().lost == 0);
}

TEST_CASE("slow commands are kept for ten minutes, and at most as many as Redis keeps") {
  SlowLogWatch watch;
  watch.take({}, kAt);
  watch.take(entries(299, 0), kAt);
  CHECK(watch.log().recent.size() == 128);
  CHECK(watch.log().recent.front().id == 299);
  watch.take(entries(300, 300), kAt + Seconds(601));
  CHECK(watch.log().recent.empty());
}

TEST_CASE("the slowest is kept, however many that are hardly slow come after it") {
  SlowLogWatch watch;
  watch.take({}, kAt);
  std::vector<SlowCommand> one = entries(0, 0);
  one.front().took = Seconds(1.4);
  watch.take(one, kAt);
  watch.take(entries(300, 1), kAt);
  CHECK(watch.log().recent.size() == 128);
  CHECK(watch.log().recent.back().took == Seconds(1.4));
  CHECK(watch.log().recent.front().id == 300);
}

}  // namespace lifeguard::redis
