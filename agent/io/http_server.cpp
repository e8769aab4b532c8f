#include "agent/io/http_server.hpp"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <exception>
#include <optional>
#include <stdexcept>

#include "agent/io/json_text.hpp"
#include "agent/io/log.hpp"
#include "agent/io/request_target.hpp"

namespace lifeguard {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using beast::error_code;

namespace {

constexpr std::size_t kMostConnections = 64;
constexpr std::size_t kMostRefusals = 16;
constexpr std::uint32_t kLargestHeader = 8 << 10;
constexpr std::uint64_t kLargestBody = 64 << 10;
constexpr Seconds kAcceptPause{0.1};
constexpr std::chrono::minutes kAcceptLogInterval{1};

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

struct Connection {
  beast::tcp_stream stream;
  std::shared_ptr<const HttpServer::Handler> handler;
  Seconds patience;
  bool from_loopback;

  void start_clock(Seconds limit) {
    stream.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(limit));
  }
};

bool is_loopback(const tcp::socket& socket) {
  error_code gone;
  const auto address = socket.remote_endpoint(gone).address();
  if (gone) return false;
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address.is_loopback();
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
}

Page error_page(http::status status, std::string_view message) {
  return {.status = static_cast<int>(status), .body = "{\"error\": " + json_quoted(message) + "}\n"};
}

Response response_of(Page page) {
  Response response;
  response.result(static_cast<unsigned>(page.status));
  response.set(http::field::content_type, page.content_type);
  for (const auto& [name, value] : page.headers) response.set(name, value);
  response.body() = std::move(page.body);
  response.prepare_payload();
  return response;
}

Response answer(const Connection& connection, const Request& request) {
  auto target = parse_target({request.target().data(), request.target().size()});
  if (!target) return response_of(error_page(http::status::bad_request, "malformed request target"));
  PageRequest asked;
  asked.method = request.method() == http::verb::head ? "GET" : std::string(request.method_string());
  asked.path = std::move(target->path);
  asked.query = std::move(target->query);
  asked.accept = std::string(request[http::field::accept]);
  asked.from_loopback = connection.from_loopback;
  try {
    return response_of((*connection.handler)(asked));
  } catch (const std::exception& error) {
    log_error("http", asked.method + " " + asked.path + ": " + error.what());
  } catch (...) {
    log_error("http", asked.method + " " + asked.path + ": unknown exception");
  }
  return response_of(error_page(http::status::internal_server_error, "internal error; the agent's log has it"));
}

/// The page that says what is wrong with a request, when there is still somebody to tell.
std::optional<Page> complaint(const error_code& error) {
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error == http::error::header_limit) {
    return error_page(http::status::request_header_fields_too_large, "more than 8 KiB of headers");
  }
  if (error == http::error::body_limit) {
    return error_page(http::status::payload_too_large, "a body of more than 64 KiB");
  }
  if (error.category() != http::make_error_code(http::error::bad_method).category()) return std::nullopt;
  return error_page(http::status::bad_request, "malformed request: " + error.message());
}

/// Closes so that the client sees the answer: with unread bytes about, close alone resets the connection.
asio::awaitable<void> close_gently(std::shared_ptr<Connection> connection) {
  error_code error;
  connection->stream.socket().shutdown(tcp::socket::shutdown_send, error);
  connection->start_clock(std::min(connection->patience, Seconds(1)));
  std::array<char, 4096> unread;
  for (std::size_t left = 256; left > 0 && !error; --left) {
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await connection->stream.async_read_some(asio::buffer(unread), token);
  }
}

asio::awaitable<void> say_and_close(std::shared_ptr<Connection> connection, Page page) {
  Response response = response_of(std::move(page));
  response.keep_alive(false);
  connection->start_clock(connection->patience);
  error_code error;
  co_await http::async_write(connection->stream, response, asio::redirect_error(asio::use_awaitable, error));
  auto close = close_gently(connection);
  co_await std::move(close);
}

asio::awaitable<void> serve(std::shared_ptr<Connection> connection) {
  beast::flat_buffer buffer;
  error_code error;
  for (bool open = true; open;) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(kLargestHeader);
    parser.body_limit(kLargestBody);
    connection->start_clock(connection->patience);
    co_await http::async_read(connection->stream, buffer, parser,
                              asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      auto wrong = complaint(error);
      if (!wrong) co_return;
      auto last = say_and_close(connection, std::move(*wrong));
      co_await std::move(last);
      co_return;
    }

    const Request& request = parser.get();
    Response response = answer(*connection, request);
    response.version(request.version());
    response.keep_alive(request.keep_alive());
    if (request.method() == http::verb::head) response.body().clear();
    connection->start_clock(connection->patience);
    co_await http::async_write(connection->stream, response, asio::redirect_error(asio::use_awaitable, error));
    open = !error && request.keep_alive();
  }
  auto close = close_gently(connection);
  co_await std::move(close);
}

tcp::endpoint endpoint_of(const std::string& listen) {
  const auto colon = listen.rfind(':');
  std::string host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  if (colon != std::string::npos) {
    const char* end = listen.data() + listen.size();
    const auto [rest, error] = std::from_chars(listen.data() + colon + 1, end, port);
    if (error == std::errc{} && rest == end) {
      asio::io_context here;
      const auto flags = tcp::resolver::passive | tcp::resolver::numeric_service;
      error_code unknown;
      const auto found = tcp::resolver(here).resolve(host, std::to_string(port), flags, unknown);
      if (!unknown) return found.begin()->endpoint();
      throw std::runtime_error("cannot listen on " + listen + ": " + unknown.message());
    }
  }
  throw std::runtime_error("\"" + listen + "\" is not HOST:PORT; set listen or LIFEGUARD_LISTEN");
}

}  // namespace

HttpServer::HttpServer(asio::any_io_executor executor, const std::string& listen, Handler handler,
                       Seconds patience)
    : executor_(std::move(executor)), acceptor_(executor_), handler_(std::move(handler)), patience_(patience) {
  const tcp::endpoint endpoint = endpoint_of(listen);
  error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    throw std::runtime_error(listen + " is in use; set listen or LIFEGUARD_LISTEN");
  }
  if (error) {
    throw std::runtime_error("cannot listen on " + listen + ": " + error.message() +
                             "; set listen or LIFEGUARD_LISTEN");
  }
}

tcp::endpoint HttpServer::address() const {
  return acceptor_.local_endpoint();
}

asio::awaitable<void> HttpServer::accept_into(TaskGroup& connections, TaskGroup& refusals) {
  const auto handler = std::make_shared<const Handler>(handler_);
  auto last_logged = std::chrono::steady_clock::time_point::min();
  for (;;) {
    tcp::socket socket(executor_);
    error_code error;
    co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
    if (error) {
      // Out of descriptors, mostly: they come back when others close theirs.
      const auto now = std::chrono::steady_clock::now();
      if (now - kAcceptLogInterval > last_logged) {
        log_warning("http", "cannot accept connections: " + error.message());
        last_logged = now;
      }
      co_await sleep_for(kAcceptPause);
      continue;
    }
    const bool loopback = is_loopback(socket);
    auto connection = std::make_shared<Connection>(
        Connection{beast::tcp_stream(std::move(socket)), handler, patience_, loopback});
    if (connections.size() < kMostConnections) {
      connections.spawn("http", serve(std::move(connection)));
    } else if (refusals.size() < kMostRefusals) {
      auto page = error_page(http::status::service_unavailable, "too many connections");
      refusals.spawn("http", say_and_close(std::move(connection), std::move(page)));
    }
  }
}

asio::awaitable<void> HttpServer::run() {
  TaskGroup connections(executor_), refusals(executor_);
  std::exception_ptr why;
  try {
    auto accepting = accept_into(connections, refusals);
    co_await std::move(accepting);
  } catch (...) {
    why = std::current_exception();
  }
  // The handler's captures may not outlive this coroutine, so the last connection must not either.
  co_await asio::this_coro::reset_cancellation_state();
  connections.cancel();
  refusals.cancel();
  auto served = connections.join(Seconds(1));
  co_await std::move(served);
  auto refused = refusals.join(Seconds(1));
  co_await std::move(refused);
  std::rethrow_exception(why);
}

}  // namespace lifeguard
