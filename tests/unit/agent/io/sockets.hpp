#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <utility>
#include <vector>

#include "agent/io/task_group.hpp"

namespace lifeguard::test {

using boost::asio::ip::tcp;

inline tcp::endpoint any_free_port() {
  return {boost::asio::ip::address_v4::loopback(), 0};
}

inline boost::asio::awaitable<void> send_text(tcp::socket& socket, std::string text) {
  co_await boost::asio::async_write(socket, boost::asio::buffer(text), boost::asio::use_awaitable);
}

/// All that comes until the other side closes or resets.
inline boost::asio::awaitable<std::string> read_to_end(tcp::socket& socket) {
  std::string text;
  boost::system::error_code end;
  auto token = boost::asio::redirect_error(boost::asio::use_awaitable, end);
  co_await boost::asio::async_read(socket, boost::asio::dynamic_buffer(text), token);
  co_return text;
}

inline boost::asio::awaitable<std::string> read_until(tcp::socket& socket, std::string mark) {
  std::string text;
  auto buffer = boost::asio::dynamic_buffer(text);
  co_await boost::asio::async_read_until(socket, buffer, mark, boost::asio::use_awaitable);
  co_return text;
}

inline boost::asio::awaitable<std::string> exchange(tcp::endpoint server, std::string text) {
  tcp::socket socket(co_await boost::asio::this_coro::executor);
  co_await socket.async_connect(server, boost::asio::use_awaitable);
  auto sending = send_text(socket, std::move(text));
  co_await std::move(sending);
  auto reading = read_to_end(socket);
  co_return co_await std::move(reading);
}

/// Listens, and gives every request without a body the same answer; an empty answer is silence.
class CannedServer {
 public:
  CannedServer(boost::asio::any_io_executor executor, std::string answer)
      : acceptor_(executor, any_free_port()), answer_(std::move(answer)), tasks_(executor) {
    tasks_.spawn("accept", accept());
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }

  std::vector<std::string> requests;
  int connections = 0;

 private:
  boost::asio::awaitable<void> accept() {
    for (;;) {
      auto socket = co_await acceptor_.async_accept(boost::asio::use_awaitable);
      ++connections;
      tasks_.spawn("serve", serve(std::move(socket)));
    }
  }

  boost::asio::awaitable<void> serve(tcp::socket socket) {
    std::string text;
    boost::system::error_code end;
    for (;;) {
      auto token = boost::asio::redirect_error(boost::asio::use_awaitable, end);
      auto buffer = boost::asio::dynamic_buffer(text);
      const auto size = co_await boost::asio::async_read_until(socket, buffer, "\r\n\r\n", token);
      if (end) co_return;
      requests.push_back(text.substr(0, size));
      text.erase(0, size);
      auto sending = send_text(socket, answer_);
      co_await std::move(sending);
    }
  }

  tcp::acceptor acceptor_;
  std::string answer_;
  TaskGroup tasks_;
};

}  // namespace lifeguard::test
