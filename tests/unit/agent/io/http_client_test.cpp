#include "agent/io/http_client.hpp"

#include <array>
#include <cstdlib>
#include <optional>

#include "agent/io/http_server.hpp"
#include "agent/io/task_group.hpp"
#include "tests/catch.hpp"
#include "tests/unit/agent/io/event_loop.hpp"
#include "tests/unit/agent/io/sockets.hpp"

using namespace lifeguard;
using namespace lifeguard::test;
namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

constexpr const char* kHello =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Mood:  calm \r\nX-Empty:\r\n\r\nhello";

struct Client : EventLoop {
  Client() {
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
      unsetenv(name);
  }

  HttpResponse send(HttpRequest request) { return finish(client->send(std::move(request))); }
  HttpResponse get(const std::string& url, Seconds timeout = Seconds(5)) { return send(request(url, timeout)); }
  std::string error_of(const std::string& url, Seconds timeout = Seconds(5)) {
    return message_of([&] { get(url, timeout); });
  }

  static HttpRequest request(const std::string& url, Seconds timeout) {
    HttpRequest request;
    request.url = url;
    request.timeout = timeout;
    return request;
  }

  std::optional<HttpClient> client{executor()};
};

asio::awaitable<void> note_outcome(HttpClient& client, HttpRequest request, std::string& outcome) {
  auto op = client.send(std::move(request));
  try {
    const auto response = co_await std::move(op);
    outcome = std::to_string(response.status);
  } catch (const std::exception& error) {
    outcome = error.what();
  }
}

std::string port_of(const std::string& url) {
  return url.substr(url.rfind(':') + 1);
}

std::string unused_url() {
  asio::io_context io;
  return "http://127.0.0.1:" + std::to_string(tcp::acceptor(io, any_free_port()).local_endpoint().port());
}

}  // namespace

TEST_CASE("an answer has status, headers and body") {
  Client client;
  CannedServer server(client.executor(), kHello);
  const HttpResponse response = client.get(server.url() + "/metrics?x=1");
  CHECK(response.status == 200);
  CHECK(response.body == "hello");
  CHECK(response.header("x-mood") == "calm");
  CHECK(response.header("x-empty") == "");
  CHECK(server.requests.at(0).starts_with("GET /metrics?x=1 HTTP/1.1\r\n"));
}

TEST_CASE("a request says who asks and carries its headers") {
  Client client;
  CannedServer server(client.executor(), kHello);
  HttpRequest request = Client::request(server.url() + "/", Seconds(5));
  request.headers = {{"Authorization", "Bearer token"}, {"X-Nothing", ""}};
  client.send(request);
  const std::string& sent = server.requests.at(0);
  CAPTURE(sent);
  CHECK(sent.find("\r\nUser-Agent: lifeguard/") != std::string::npos);
  CHECK(sent.find("\r\nAuthorization: Bearer token\r\n") != std::string::npos);
  CHECK(sent.find("\r\nX-Nothing:\r\n") != std::string::npos);
  CHECK(sent.find("gzip") != std::string::npos);
}

TEST_CASE("requests to one server share a connection") {
  Client client;
  CannedServer server(client.executor(), kHello);
  for (int i = 0; i < 5; ++i) client.get(server.url());
  CHECK(server.requests.size() == 5);
  CHECK(server.connections == 1);
}

TEST_CASE("a server that went away is not taken for one that is connected") {
  Client client;
  auto server = std::make_optional<CannedServer>(client.executor(), kHello);
  const std::string url = server->url();
  client.get(url);
  server.reset();
  client.io.restart();
  client.io.poll();
  CHECK(client.error_of(url) == "127.0.0.1:" + port_of(url) + ": Connection refused");
}

TEST_CASE("any status is an answer, and redirects are not followed") {
  Client client;
  HttpServer server(client.executor(), "127.0.0.1:0", [](const PageRequest& request) {
    Page page;
    page.status = std::stoi(request.path.substr(1));
    page.headers = {{"Location", "/200"}};
    return page;
  });
  TaskGroup tasks(client.executor());
  tasks.spawn("server", server.run());
  const std::string url = "http://127.0.0.1:" + std::to_string(server.address().port());
  for (const int status : {200, 204, 302, 404, 429, 500, 503}) {
    CHECK(client.get(url + "/" + std::to_string(status)).status == status);
  }
}

TEST_CASE("methods arrive as they are, HEAD without a body") {
  Client client;
  std::vector<std::string> seen;
  HttpServer server(client.executor(), "127.0.0.1:0", [&](const PageRequest& request) {
    seen.push_back(request.method);
    return Page{.status = 200, .content_type = "text/plain", .body = "twelve bytes"};
  });
  TaskGroup tasks(client.executor());
  tasks.spawn("server", server.run());
  HttpRequest request =
      Client::request("http://127.0.0.1:" + std::to_string(server.address().port()), Seconds(5));
  for (const char* method : {"GET", "POST", "PUT", "DELETE"}) {
    request.method = method;
    CHECK(client.send(request).body == "twelve bytes");
  }
  request.method = "HEAD";
  const HttpResponse head = client.send(request);
  CHECK(head.header("content-length") == "12");
  CHECK(head.body.empty());
  CHECK(seen == std::vector<std::string>{"GET", "POST", "PUT", "DELETE", "GET"});
}

TEST_CASE("a body is sent whole, with the content type it was given and no other") {
  Client client;
  tcp::acceptor acceptor(client.io, any_free_port());
  const auto receive = [](tcp::acceptor& from, std::size_t size, std::string& got) -> asio::awaitable<void> {
    auto socket = co_await from.async_accept(asio::use_awaitable);
    while (got.find("\r\n\r\n") == got.npos || got.size() - got.find("\r\n\r\n") - 4 < size) {
      std::array<char, 65536> some;
      got.append(some.data(), co_await socket.async_read_some(asio::buffer(some), asio::use_awaitable));
    }
    auto answer = send_text(socket, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    co_await std::move(answer);
  };
  HttpRequest request = Client::request(
      "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/v1/traces", Seconds(5));
  request.method = "POST";
  request.body = std::string(3 << 20, 'x');
  request.body[7] = '\0';
  SECTION("with a type") {
    request.headers = {{"Content-Type", "application/x-protobuf"}};
  }
  SECTION("without") {}

  std::string got;
  TaskGroup tasks(client.executor());
  tasks.spawn("server", receive(acceptor, request.body.size(), got));
  CHECK(client.send(request).status == 202);
  const auto body = got.find("\r\n\r\n") + 4;
  CHECK(got.substr(body) == request.body);
  const std::string head = got.substr(0, body);
  CAPTURE(head);
  CHECK(head.starts_with("POST /v1/traces HTTP/1.1\r\n"));
  CHECK((head.find("Content-Type: application/x-protobuf\r\n") != head.npos) == !request.headers.empty());
  CHECK(head.find("x-www-form-urlencoded") == head.npos);
  CHECK(head.find("Expect") == head.npos);
}

TEST_CASE("a server that never answers is a timeout, on time") {
  Client client;
  tcp::acceptor silent(client.io, any_free_port());
  const std::string address = "127.0.0.1:" + std::to_string(silent.local_endpoint().port());
  const auto start = Clock::now();
  CHECK(client.error_of("http://" + address, Seconds(0.1)) == address + ": no answer within 100 ms");
  CHECK(Clock::now() - start < Seconds(2));
}

TEST_CASE("an error names host and port, never path or credentials") {
  Client client;
  const std::string port = port_of(unused_url());
  CHECK(client.error_of("http://user:hunter2@127.0.0.1:" + port + "/services/T0/secret") ==
        "127.0.0.1:" + port + ": Connection refused");
}

TEST_CASE("what is no http address is refused without being repeated") {
  Client client;
  for (const char* url : {"", "secret", "http://", "http://a b/secret"}) {
    CAPTURE(url);
    CHECK(client.error_of(url) == "not an http:// or https:// address");
  }
  const std::string file = client.error_of("ftp://127.0.0.1/secret");
  CHECK(file.starts_with("127.0.0.1:21: "));
  CHECK(file.find("secret") == std::string::npos);
  CHECK_FALSE(client.error_of("file:///etc/hostname").empty());
}

TEST_CASE("an answer that is no HTTP is an error") {
  Client client;
  CannedServer server(client.executor(), "SSH-2.0-OpenSSH_9.2\r\n");
  CHECK(client.error_of(server.url()).starts_with("127.0.0.1:" + port_of(server.url()) + ": "));
}

TEST_CASE("TLS against a server without it is an error that names the server") {
  Client client;
  CannedServer server(client.executor(), kHello);
  tcp::acceptor plain(client.io, any_free_port());
  const auto speak_plainly = [](tcp::acceptor& from) -> asio::awaitable<void> {
    auto socket = co_await from.async_accept(asio::use_awaitable);
    auto answer = send_text(socket, kHello);
    co_await std::move(answer);
  };
  TaskGroup tasks(client.executor());
  tasks.spawn("server", speak_plainly(plain));
  const std::string address = "127.0.0.1:" + std::to_string(plain.local_endpoint().port());
  CHECK(client.error_of("https://" + address).starts_with(address + ": "));
}

TEST_CASE("an answer of more than 8 MiB is refused, one of 8 MiB is not") {
  Client client;
  std::size_t size = 8 << 20;
  HttpServer server(client.executor(), "127.0.0.1:0", [&](const PageRequest&) {
    return Page{.status = 200, .content_type = "text/plain", .body = std::string(size, 'x')};
  });
  TaskGroup tasks(client.executor());
  tasks.spawn("server", server.run());
  const std::string address = "127.0.0.1:" + std::to_string(server.address().port());
  CHECK(client.get("http://" + address).body.size() == size);
  ++size;
  CHECK(client.error_of("http://" + address) == address + ": the answer is larger than 8 MiB");
}

TEST_CASE("a header with a line break is refused without its value") {
  Client client;
  HttpRequest request = Client::request(unused_url(), Seconds(5));
  request.headers = {{"Api-Key", "secret\n"}};
  CHECK(message_of([&] { client.send(request); }) == "header Api-Key has a line break in it");
}

TEST_CASE("a proxy from the environment is used") {
  Client client;
  PageRequest seen;
  HttpServer proxy(client.executor(), "127.0.0.1:0", [&](const PageRequest& request) {
    seen = request;
    return Page{};
  });
  TaskGroup tasks(client.executor());
  tasks.spawn("proxy", proxy.run());
  setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(proxy.address().port())).c_str(), 1);
  const HttpResponse response = client.get("http://db.invalid/metrics");
  unsetenv("http_proxy");
  CHECK(response.status == 200);
  CHECK(seen.path == "/metrics");
}

TEST_CASE("a proxy's password stays out of messages") {
  Client client;
  setenv("http_proxy", "nonsense://user:hunter2@127.0.0.1:1", 1);
  const std::string message = client.error_of("http://db.invalid/metrics");
  unsetenv("http_proxy");
  CHECK(message.starts_with("db.invalid:80: "));
  CHECK(message.find("hunter2") == std::string::npos);
}

TEST_CASE("a cancelled request ends at once and leaves the client usable") {
  Client client;
  CannedServer silent(client.executor(), ""), server(client.executor(), kHello);
  TaskGroup tasks(client.executor());
  std::string outcome;
  tasks.spawn("request", note_outcome(*client.client, Client::request(silent.url(), Seconds(60)), outcome));
  REQUIRE(client.eventually([&] { return !silent.requests.empty(); }));
  tasks.cancel();
  const auto start = Clock::now();
  CHECK(client.finish(tasks.join(Seconds(5))));
  CHECK(Clock::now() - start < Seconds(1));
  CHECK(outcome.find("canceled") != std::string::npos);
  CHECK(client.get(server.url()).status == 200);
}

TEST_CASE("many requests at once") {
  Client client;
  CannedServer server(client.executor(), kHello), silent(client.executor(), "");
  TaskGroup tasks(client.executor());
  std::vector<std::string> outcomes(40);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    auto request = Client::request(i % 4 == 0 ? silent.url() : server.url(), Seconds(i % 4 == 0 ? 0.1 : 5));
    tasks.spawn("request", note_outcome(*client.client, std::move(request), outcomes[i]));
  }
  REQUIRE(client.finish(tasks.join(Seconds(5))));
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    CAPTURE(i, outcomes[i]);
    CHECK((outcomes[i] == "200") == (i % 4 != 0));
  }
}

TEST_CASE("a client that goes fails its requests") {
  Client client;
  CannedServer silent(client.executor(), "");
  TaskGroup tasks(client.executor());
  std::string outcome;
  tasks.spawn("request", note_outcome(*client.client, Client::request(silent.url(), Seconds(60)), outcome));
  REQUIRE(client.eventually([&] { return !silent.requests.empty(); }));
  client.client.reset();
  CHECK(client.finish(tasks.join(Seconds(5))));
  CHECK(outcome == "127.0.0.1:" + port_of(silent.url()) + ": the client was closed");
}

TEST_CASE("a loop may go with requests under way") {
  std::string outcome = "none";
  {
    Client client;
    CannedServer silent(client.executor(), ""), server(client.executor(), kHello);
    client.get(server.url());
    asio::co_spawn(client.io, note_outcome(*client.client, Client::request(silent.url(), Seconds(60)), outcome),
                   [](std::exception_ptr) {});
    REQUIRE(client.eventually([&] { return !silent.requests.empty(); }));
  }
  CHECK(outcome == "none");
}
