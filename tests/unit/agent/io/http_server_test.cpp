#include "agent/io/http_server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <optional>

#include "agent/io/task_group.hpp"
#include "tests/catch.hpp"
#include "tests/unit/agent/io/captured_stderr.hpp"
#include "tests/unit/agent/io/event_loop.hpp"
#include "tests/unit/agent/io/sockets.hpp"

using namespace lifeguard;
using namespace lifeguard::test;
namespace asio = boost::asio;
using namespace std::string_literals;
using Clock = std::chrono::steady_clock;

namespace {

Page echo(const PageRequest& request) {
  if (request.path == "/throw") throw std::runtime_error("no snapshot");
  if (request.path == "/nonsense") return Page{.status = 12345, .body = ""};
  return Page{.status = 200,
              .content_type = "text/plain",
              .body = request.method + " " + request.path + (request.from_loopback ? " near" : " far") + "\n",
              .headers = {{"X-Accept", request.accept}}};
}

struct Served : EventLoop {
  explicit Served(Seconds patience = Seconds(30), HttpServer::Handler handler = echo)
      : server(executor(), "127.0.0.1:0", std::move(handler), patience) {
    tasks.spawn("server", server.run());
  }

  std::string say(std::string text) { return finish(exchange(server.address(), std::move(text))); }
  std::string get(const std::string& target) {
    return say("GET " + target + " HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n");
  }

  tcp::socket connect() {
    tcp::socket socket(io);
    bool connected = false;
    socket.async_connect(server.address(), [&](boost::system::error_code error) { connected = !error; });
    if (!eventually([&] { return connected; })) throw std::runtime_error("not connected");
    return socket;
  }

  HttpServer server;
  TaskGroup tasks{executor()};
};

constexpr const char* kKeepAlive = "GET /a HTTP/1.1\r\nHost: agent\r\n\r\n";

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

bool has(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

}  // namespace

TEST_CASE("a page is served with its type and headers") {
  Served served;
  const std::string answer =
      served.say("GET /a%20b?x=1 HTTP/1.1\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
  CAPTURE(answer);
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(has(answer, "Content-Type: text/plain\r\n"));
  CHECK(has(answer, "X-Accept: text/html\r\n"));
  CHECK(has(answer, "Connection: close\r\n"));
  CHECK(answer.ends_with("\r\n\r\nGET /a b near\n"));
}

TEST_CASE("a connection is kept for further requests until asked to close") {
  Served served;
  const std::string last = "GET /b HTTP/1.1\r\nConnection: close\r\n\r\n";
  const std::string answers = served.say(kKeepAlive + std::string(kKeepAlive) + last);
  CHECK(has(answers, "GET /a near\n"));
  CHECK(answers.ends_with("GET /b near\n"));
}

TEST_CASE("HTTP/1.0 closes unless asked to keep alive") {
  Served served;
  CHECK(served.say("GET /a HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 200 OK\r\n"));
  const std::string both = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n";
  CHECK(served.say(both).ends_with("GET /b near\n"));
}

TEST_CASE("HEAD is GET without the body") {
  Served served;
  const std::string answer = served.say("HEAD /a HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK(has(answer, "Content-Length: 12\r\n"));
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("a body is read and passed over") {
  Served served;
  const std::string post = "POST /-/reload HTTP/1.1\r\nConnection: close\r\nContent-Length: 65536\r\n\r\n";
  CHECK(served.say(post + std::string(65536, 'x')).ends_with("POST /-/reload near\n"));
}

TEST_CASE("a handler that throws makes a 500 and a log line") {
  Served served;
  const CapturedStderr log;
  const std::string answer = served.get("/throw");
  CHECK(answer.starts_with("HTTP/1.1 500 "));
  CHECK_FALSE(has(answer, "no snapshot"));
  CHECK(has(log.text(), "GET /throw: no snapshot"));
}

TEST_CASE("a page with an impossible status is a 500 too") {
  Served served;
  const CapturedStderr log;
  CHECK(served.get("/nonsense").starts_with("HTTP/1.1 500 "));
}

TEST_CASE("what is not HTTP gets a 400") {
  Served served;
  const std::string hello_of_tls("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
  for (const std::string& garbage :
       {hello_of_tls, "hi\r\n\r\n"s, "GET /a%zz HTTP/1.1\r\nConnection: close\r\n\r\n"s,
        "GET /a SPDY/9\r\n\r\n"s, "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"s}) {
    const std::string answer = served.say(garbage);
    CAPTURE(garbage, answer);
    CHECK(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(has(answer, "{\"error\": \"malformed request"));
  }
  CHECK(served.get("/a").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("more than 8 KiB of headers is a 431") {
  Served served;
  const std::string head = "GET / HTTP/1.1\r\nX-Big: " + std::string(9000, 'x');
  CHECK(served.say(head + "\r\n\r\n").starts_with("HTTP/1.1 431 "));
  CHECK(served.say(head).starts_with("HTTP/1.1 431 "));
}

TEST_CASE("a body of more than 64 KiB is a 413, though all of it was sent") {
  Served served;
  const std::string body(300'000, 'x');
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  CHECK(served.say(head + body).starts_with("HTTP/1.1 413 "));
}

TEST_CASE("half a request and a hang-up disturb nobody") {
  Served served;
  const CapturedStderr log;
  {
    tcp::socket socket = served.connect();
    served.finish(send_text(socket, "GET /a HTTP/1.1\r\nHos"));
  }
  CHECK(served.get("/a").starts_with("HTTP/1.1 200 "));
  CHECK(log.text().empty());
}

TEST_CASE("a client that stalls in the middle of a request is dropped") {
  Served served(Seconds(0.05));
  const auto start = Clock::now();
  CHECK(served.say("GET /a HTTP/1.1\r\nHos").empty());
  CHECK(served.say("").empty());
  CHECK(Clock::now() - start < Seconds(2));
}

TEST_CASE("a client that does not read is dropped") {
  const auto calls = std::make_shared<int>(0);
  Served served(Seconds(0.05), [calls](const PageRequest&) {
    ++*calls;
    return Page{.status = 200, .body = std::string(16 << 20, 'x')};
  });
  tcp::socket socket = served.connect();
  served.finish(send_text(socket, kKeepAlive));
  REQUIRE(served.eventually([&] { return *calls == 1; }));
  const auto before = open_descriptors();
  REQUIRE(served.eventually([&] { return open_descriptors() < before; }));
  CHECK(served.finish(read_to_end(socket)).size() < (16 << 20));
}

TEST_CASE("the 65th connection gets a 503, and a later one is served again") {
  Served served;
  std::vector<tcp::socket> sockets;
  for (int i = 0; i < 64; ++i) {
    sockets.push_back(served.connect());
    served.finish(send_text(sockets.back(), kKeepAlive));
    served.finish(read_until(sockets.back(), "near\n"));
  }
  const std::string answer = served.get("/a");
  CHECK(answer.starts_with("HTTP/1.1 503 "));
  CHECK(has(answer, "Connection: close\r\n"));

  sockets.pop_back();
  CHECK(served.eventually([&] { return served.get("/a").starts_with("HTTP/1.1 200 "); }));
}

TEST_CASE("a crowd beyond the limit does not last") {
  Served served(Seconds(0.2));
  std::vector<tcp::socket> sockets;
  for (int i = 0; i < 150; ++i) sockets.push_back(served.connect());
  CHECK(served.eventually([&] { return served.get("/a").starts_with("HTTP/1.1 200 "); }));
}

TEST_CASE("cancelling ends idle connections at once") {
  Served served;
  tcp::socket idle = served.connect(), fresh = served.connect();
  served.finish(send_text(idle, kKeepAlive));
  served.finish(read_until(idle, "near\n"));
  const CapturedStderr log;
  const auto start = Clock::now();
  served.tasks.cancel();
  CHECK(served.finish(served.tasks.join(Seconds(5))));
  CHECK(served.finish(read_to_end(idle)).empty());
  CHECK(served.finish(read_to_end(fresh)).empty());
  CHECK(Clock::now() - start < Seconds(0.5));
  CHECK(log.text().empty());
}

TEST_CASE("a server may be run again") {
  Served served;
  served.get("/a");
  served.tasks.cancel();
  REQUIRE(served.finish(served.tasks.join(Seconds(5))));
  served.tasks.spawn("server", served.server.run());
  CHECK(served.get("/a").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a loop may go while connections are open") {
  std::optional<Served> served(std::in_place);
  asio::io_context other;
  tcp::socket client(other);
  client.connect(served->server.address());
  served->get("/a");
  served.reset();
  SUCCEED();
}

TEST_CASE("being out of descriptors is logged once, does not spin, and passes") {
  Served served;
  const CapturedStderr log;
  tcp::socket client(served.io);
  client.open(tcp::v4());
  served.io.poll();

  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int lowest_free = dup(STDERR_FILENO);
  close(lowest_free);
  const rlimit none{static_cast<rlim_t>(lowest_free), before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);

  std::string answer;
  const auto ask = [](tcp::socket& socket, tcp::endpoint server, std::string& got) -> asio::awaitable<void> {
    co_await socket.async_connect(server, asio::use_awaitable);
    auto sending = send_text(socket, "GET /a HTTP/1.0\r\n\r\n");
    co_await std::move(sending);
    auto reading = read_to_end(socket);
    got = co_await std::move(reading);
  };
  served.tasks.spawn("client", ask(client, served.server.address(), answer));
  const bool refused = served.eventually([&] { return has(log.text(), "cannot accept connections"); });
  served.io.restart();
  const auto turns = served.io.run_for(std::chrono::milliseconds(350));
  setrlimit(RLIMIT_NOFILE, &before);

  CHECK(refused);
  CHECK(turns < 50);
  const std::string text = log.text();
  CHECK(text.find("cannot accept") == text.rfind("cannot accept"));
  CHECK(served.eventually([&] { return !answer.empty(); }));
  CHECK(answer.starts_with("HTTP/1.0 200 "));
}

TEST_CASE("an address in use is named, with what to do") {
  Served served;
  const std::string listen = "127.0.0.1:" + std::to_string(served.server.address().port());
  CHECK(message_of([&] { HttpServer(served.executor(), listen, echo); }) ==
        listen + " is in use; set listen or LIFEGUARD_LISTEN");
}

TEST_CASE("an address that cannot be listened on is named, with what to do") {
  EventLoop loop;
  for (const std::string listen :
       {"9963", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:99999", "192.0.2.1:9963"}) {
    const std::string message = message_of([&] { HttpServer(loop.executor(), listen, echo); });
    CAPTURE(listen, message);
    CHECK(has(message, listen));
    CHECK(has(message, "set listen or LIFEGUARD_LISTEN"));
  }
  CHECK(has(message_of([&] { HttpServer(loop.executor(), "no-such-host.invalid:0", echo); }),
            "cannot listen on no-such-host.invalid:0"));
}

TEST_CASE("names and IPv6 addresses are listened on as well") {
  EventLoop loop;
  CHECK(HttpServer(loop.executor(), "localhost:0", echo).address().address().is_loopback());
  CHECK(HttpServer(loop.executor(), "[::1]:0", echo).address().address().is_v6());
}
