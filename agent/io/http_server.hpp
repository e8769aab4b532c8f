#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <map>
#include <string>

#include "agent/io/http.hpp"
#include "agent/io/task_group.hpp"

namespace lifeguard {

/// What a page sees of a request.
struct PageRequest {
  std::string method;                        // "GET" (also for HEAD), "POST", …
  std::string path;                          // "/api/sessions", decoded
  std::map<std::string, std::string> query;  // decoded
  std::string accept;                        // the Accept header
  bool from_loopback = false;
};

struct Page {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  Headers headers = {};
};

/// A small HTTP/1.1 server on Beast: keep-alive, HEAD, at most 64 connections, 8 KiB of headers, no request
/// bodies over 64 KiB, 30 s of patience with an idle or slow client. A handler that throws makes a 500 and a
/// log line.
class HttpServer {
 public:
  using Handler = std::function<Page(const PageRequest&)>;

  /// Listens on "127.0.0.1:9963", "[::]:9963" or "host:0" (a free port). Throws std::runtime_error that names
  /// the address and what to do ("127.0.0.1:9963 is in use; set listen or LIFEGUARD_LISTEN").
  HttpServer(boost::asio::any_io_executor, const std::string& listen, Handler, Seconds patience = Seconds(30));

  boost::asio::ip::tcp::endpoint address() const;
  /// Serves until cancelled; ends idle connections at once then.
  boost::asio::awaitable<void> run();

 private:
  boost::asio::awaitable<void> accept_into(TaskGroup& connections, TaskGroup& refusals);

  boost::asio::any_io_executor executor_;
  boost::asio::ip::tcp::acceptor acceptor_;
  Handler handler_;
  Seconds patience_;
};

}  // namespace lifeguard
