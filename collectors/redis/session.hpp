#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/io/stream.hpp"
#include "collectors/collector.hpp"
#include "collectors/redis/resp.hpp"

namespace lifeguard::redis {

/// Where, and as whom.
struct Login {
  Destination destination;
  std::string user;  // empty: "default"
  std::string password;
  int database = 0;
};

struct Command {
  std::vector<std::string> words;
  std::size_t largest = 64 << 10;  // bytes that its reply may have
};

struct Answer {
  Reply reply;
  Seconds took{};  // from sending until it was complete
};

/// How far the answers came, for who gives up waiting for them.
struct Progress {
  std::vector<Answer> answers;  // that are complete
  RespReader::UnderWay next;    // of the one after them
};

/// What opening a session took, as far as it came.
struct Opening {
  Opened stream;
  std::optional<Seconds> login;
  std::vector<std::string> denied;  // commands that the ACL denies
};

/// A connection to Redis, logged in and named "lifeguard". Not to be used again after an exception or a
/// cancellation.
class Session {
 public:
  /// Throws Unreachable, whose message says what to do.
  static boost::asio::awaitable<std::unique_ptr<Session>> open(Login, Resolver&, Seconds limit, Opening&);

  /// All commands in one write; answers in their order, errors of Redis among them. Throws Unreachable when
  /// the connection breaks or what comes is no answer.
  boost::asio::awaitable<std::vector<Answer>> ask(std::vector<Command>);
  /// The same, into `progress`, as they come.
  boost::asio::awaitable<void> ask(std::vector<Command>, Progress& progress);

  /// Our id in CLIENT LIST, where the server told it.
  std::optional<std::int64_t> id() const { return id_; }

 private:
  explicit Session(std::unique_ptr<Stream>, std::string endpoint);
  boost::asio::awaitable<void> log_in(Login login, Opening& opening);
  boost::asio::awaitable<void> say_who_we_are(int database, Opening& opening);
  boost::asio::awaitable<Reply> receive(std::size_t largest, Progress& progress);

  std::unique_ptr<Stream> stream_;
  std::string endpoint_;
  RespReader reader_;
  std::vector<char> room_;
  std::optional<std::int64_t> id_;
};

}  // namespace lifeguard::redis
