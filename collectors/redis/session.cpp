#include "collectors/redis/session.hpp"

#include <chrono>

#include "collectors/redis/connect_error.hpp"
#include "collectors/redis/own_name.hpp"

namespace lifeguard::redis {

namespace asio = boost::asio;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kRoom = 64 << 10;

std::vector<Command> one(std::vector<std::string> words) {
  std::vector<Command> commands(1);
  commands.front().words = std::move(words);
  return commands;
}

// Whom a Redis without passwords is told one, it lets in all the same.
bool needs_no_password(std::string_view said) {
  return said.find("no password is set") != said.npos || said.find("without any password") != said.npos;
}

std::optional<std::int64_t> id_in(const Reply& hello) {
  for (std::size_t i = 0; i + 1 < hello.items.size(); i += 2) {
    if (hello.items[i].text == "id") return hello.items[i + 1].integer;
  }
  return std::nullopt;
}

}  // namespace

Session::Session(std::unique_ptr<Stream> stream, std::string endpoint)
    : stream_(std::move(stream)), endpoint_(std::move(endpoint)), room_(kRoom) {}

asio::awaitable<std::unique_ptr<Session>> Session::open(Login login, Resolver& resolver, Seconds limit,
                                                        Opening& opening) {
  const std::string endpoint = login.destination.text();
  std::unique_ptr<Stream> stream;
  try {
    auto connecting = Stream::open(login.destination, resolver, limit, opening.stream);
    stream = co_await std::move(connecting);
  } catch (const StreamError& error) {
    throw connect_error(error);
  }
  std::unique_ptr<Session> session(new Session(std::move(stream), endpoint));
  const int database = login.database;
  auto logging_in = session->log_in(std::move(login), opening);
  co_await std::move(logging_in);
  auto saying = session->say_who_we_are(database, opening);
  co_await std::move(saying);
  co_return session;
}

asio::awaitable<void> Session::log_in(Login login, Opening& opening) {
  // A user may need no password; who says nothing is the user default, whatever the url says.
  if (login.password.empty() && login.user.empty()) co_return;
  std::vector<std::string> words{"AUTH"};
  if (!login.user.empty()) words.push_back(login.user);
  words.push_back(login.password);
  auto asking = ask(one(std::move(words)));
  const std::vector<Answer> answers = co_await std::move(asking);
  const Reply& reply = answers.front().reply;
  if (reply.is_error() && !needs_no_password(reply.text)) throw refusal(endpoint_, reply.text);
  opening.login = answers.front().took;
}

asio::awaitable<void> Session::say_who_we_are(int database, Opening& opening) {
  std::vector<Command> commands = one({"HELLO", "2"});
  commands.push_back({{"CLIENT", "SETNAME", std::string(kOwnName)}});
  if (database > 0) commands.push_back({{"SELECT", std::to_string(database)}});
  auto asking = ask(std::move(commands));
  const std::vector<Answer> answers = co_await std::move(asking);
  const char* const rules[] = {"hello", "client|setname", "select"};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Reply& reply = answers[i].reply;
    if (refuses_connection(reply.is_error() ? reply.text : "")) throw refusal(endpoint_, reply.text);
    if (reply.error_code() == "NOPERM") opening.denied.emplace_back(rules[i]);
  }
  id_ = id_in(answers.front().reply);
}

asio::awaitable<std::vector<Answer>> Session::ask(std::vector<Command> commands) {
  Progress progress;
  auto asking = ask(std::move(commands), progress);
  co_await std::move(asking);
  co_return std::move(progress.answers);
}

asio::awaitable<void> Session::ask(std::vector<Command> commands, Progress& progress) {
  const auto start = Clock::now();
  std::vector<Answer>& answers = progress.answers;
  try {
    std::string bytes;
    for (const Command& command : commands) bytes += command_bytes(command.words);
    auto writing = stream_->write(std::move(bytes));
    co_await std::move(writing);
    for (const Command& command : commands) {
      auto receiving = receive(command.largest, progress);
      Answer answer;
      answer.reply = co_await std::move(receiving);
      answer.took = Clock::now() - start;
      answers.push_back(std::move(answer));
      // Redis says why it hangs up once, whatever it was asked.
      const Reply& reply = answers.back().reply;
      if (reply.is_error() && reply.text.find("max number of clients") != std::string::npos)
        throw refusal(endpoint_, reply.text);
    }
  } catch (const StreamError& error) {
    throw connect_error(error);
  } catch (const RespError& error) {
    throw Unreachable(endpoint_ + ": " + error.what(), Unreachable::Retry::soon);
  }
}

asio::awaitable<Reply> Session::receive(std::size_t largest, Progress& progress) {
  for (;;) {
    if (auto reply = reader_.next(largest)) co_return std::move(*reply);
    progress.next = reader_.under_way();
    auto reading = stream_->read_some(room_);
    const std::size_t count = co_await std::move(reading);
    reader_.feed(std::string_view(room_.data(), count));
  }
}

}  // namespace lifeguard::redis
