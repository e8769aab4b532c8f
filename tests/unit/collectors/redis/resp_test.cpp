#include "collectors/redis/resp.hpp"

#include "base/utf8.hpp"
#include "tests/catch.hpp"

namespace lifeguard::redis {
namespace {

constexpr std::size_t kRoom = 1024;

std::vector<Reply> read(RespReader& reader) {
  std::vector<Reply> replies;
  while (auto reply = reader.next(kRoom)) replies.push_back(std::move(*reply));
  return replies;
}

const std::string kThree =
    "$5\r\nhe\r\no\r\n-NOPERM this user has no permissions\r\n*3\r\n:42\r\n*1\r\n+OK\r\n$-1\r\n";

void check_three(const std::vector<Reply>& replies) {
  REQUIRE(replies.size() == 3);
  CHECK(replies[0].text == "he\r\no");
  CHECK(replies[1].error_code() == "NOPERM");
  REQUIRE(replies[2].items.size() == 3);
  CHECK(replies[2].items[0].integer == 42);
  CHECK(replies[2].items[1].items.at(0).text == "OK");
  CHECK(replies[2].items[2].type == Reply::Type::nil);
}

}  // namespace

TEST_CASE("replies are read alike wherever the bytes are split") {
  for (std::size_t split = 0; split <= kThree.size(); ++split) {
    CAPTURE(split);
    RespReader reader;
    reader.feed(std::string_view(kThree).substr(0, split));
    std::vector<Reply> replies = read(reader);
    reader.feed(std::string_view(kThree).substr(split));
    for (Reply& reply : read(reader)) replies.push_back(std::move(reply));
    check_three(replies);
  }
}

TEST_CASE("replies are read alike byte by byte") {
  RespReader reader;
  std::vector<Reply> replies;
  for (const char byte : kThree) {
    reader.feed(std::string_view(&byte, 1));
    for (Reply& reply : read(reader)) replies.push_back(std::move(reply));
  }
  check_three(replies);
}

TEST_CASE("a reader may go in the middle of a list") {
  RespReader reader;
  reader.feed("*2\r\n*2\r\n$3\r\nabc\r\n");
  CHECK_FALSE(reader.next(kRoom));
}

TEST_CASE("a reply longer than it may be is given up before it is complete") {
  RespReader reader;
  reader.feed("$104857600\r\n" + std::string(kRoom, 'x'));
  CHECK_THROWS_WITH(reader.next(kRoom), "a reply of more than 1.0 KiB");
}

TEST_CASE("a list that announces more items than memory should hold is refused at once") {
  RespReader reader;
  reader.feed("*2000000000\r\n");
  CHECK_THROWS_AS(reader.next(kRoom), RespError);
  RespReader nested;
  nested.feed("*90000\r\n*90000\r\n");
  CHECK_THROWS_WITH(nested.next(kRoom), "a list of more items than a reply may have");
}

TEST_CASE("garbage is named, and what speaks another protocol too") {
  const auto said_of = [](std::string_view bytes) {
    RespReader reader;
    reader.feed(bytes);
    try {
      reader.next(kRoom);
    } catch (const RespError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(said_of("garbage") == "what answers is no Redis (Protocol error, got \"g\" as reply type byte)");
  CHECK(said_of("HTTP/1.1 400 Bad Request\r\n").find("it is an HTTP server") != std::string::npos);
  CHECK(said_of("\x15\x03\x03").find("it wants TLS; use rediss://") != std::string::npos);
}

TEST_CASE("what RESP3 has beside is read or refused, and never taken for a place in memory") {
  for (const std::string_view bytes : {"#t\r\n", ",1.5\r\n", "*2\r\n#f\r\n,1.5\r\n", "_\r\n", "(12345\r\n"}) {
    RespReader reader;
    reader.feed(bytes);
    try {
      const bool is_read = reader.next(kRoom).has_value();
      CHECK(is_read);
    } catch (const RespError& error) {
      CHECK(std::string(error.what()).find("is no Redis (Protocol error") != std::string::npos);
    }
  }
}

TEST_CASE("an error is kept as far as a message can hold it, and in letters that can be shown") {
  RespReader reader;
  reader.feed("-ERR " + std::string(10, '\xff') + std::string(900, 'x') + "\r\n");
  const Reply reply = *reader.next(kRoom);
  CHECK(reply.error_code() == "ERR");
  CHECK(reply.text.size() <= 256);
  CHECK(is_utf8(reply.text));
}

TEST_CASE("a command is sent with the length of each of its words") {
  CHECK(command_bytes({"CLIENT", "SETNAME", "a b"}) == "*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$3\r\na b\r\n");
}

TEST_CASE("a text that is too large is passed over, and what comes after it is read") {
  const std::string large = "$100\r\n" + std::string(100, 'x') + "\r\n";
  for (const std::size_t piece : {1, 7, 64, 1000}) {
    RespReader reader;
    std::vector<Reply> replies;
    const std::string bytes = "+OK\r\n" + large + ":7\r\n";
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.feed(std::string_view(bytes).substr(at, piece));
      while (auto reply = reader.next(50)) replies.push_back(std::move(*reply));
    }
    REQUIRE(replies.size() == 3);
    CHECK(replies[1].error_code() == "TOOLARGE");
    CHECK(replies[1].text == "TOOLARGE a reply of 100 bytes");
    CHECK(replies[2].integer == 7);
  }
}

TEST_CASE("how much of a reply came is known before it is complete, and of a text how much it has in all") {
  RespReader reader;
  CHECK(reader.under_way().came == 0);
  reader.feed("+OK\r\n$30\r\nabcde");
  CHECK(read(reader).size() == 1);
  CHECK_FALSE(reader.next(kRoom));
  CHECK(reader.under_way().came == 5);
  CHECK(reader.under_way().of == 30);
  reader.feed("abcde");
  CHECK_FALSE(reader.next(kRoom));
  CHECK(reader.under_way().came == 10);
}

TEST_CASE("how much of a text came that is passed over is known too") {
  RespReader reader;
  reader.feed("$100\r\n" + std::string(40, 'x'));
  CHECK_FALSE(reader.next(50));
  reader.feed(std::string(20, 'x'));
  CHECK_FALSE(reader.next(50));
  CHECK(reader.under_way().came >= 60);
  CHECK(reader.under_way().came < 70);
  CHECK(reader.under_way().of >= 100);
  CHECK(reader.under_way().of < 110);
}

TEST_CASE("of a list that is not complete only is known what came, not how long one of its texts is") {
  RespReader reader;
  reader.feed("*2\r\n$30\r\nabcde");
  CHECK_FALSE(reader.next(kRoom));
  CHECK(reader.under_way().came == 14);
  CHECK_FALSE(reader.under_way().of);
}

TEST_CASE("a text that is larger by far is not waited for") {
  RespReader reader;
  reader.feed("$1000000\r\n" + std::string(100, 'x'));
  CHECK_THROWS_AS(reader.next(50), RespError);
}

}  // namespace lifeguard::redis
