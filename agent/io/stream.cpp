#include "agent/io/stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

#include "agent/io/tls.hpp"
#include "agent/io/within.hpp"

namespace lifeguard {

namespace asio = boost::asio;

namespace {

using At = StreamError::At;
using Clock = std::chrono::steady_clock;
using Socket = asio::generic::stream_protocol::socket;
using Endpoint = asio::generic::stream_protocol::endpoint;
using boost::system::error_code;

// An end that was asked for is no failure of the other side.
void require(const error_code& error, At at, const std::string& text) {
  if (!error) return;
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated)
    throw StreamError(at, text + ": it closed the connection");
  throw StreamError(at, text + ": " + error.message());
}

template <class Layer>
asio::awaitable<void> write_to(Layer& layer, const std::string& bytes, const std::string& destination) {
  error_code error;
  const auto buffer = asio::buffer(bytes);
  co_await asio::async_write(layer, buffer, asio::redirect_error(asio::use_awaitable, error));
  require(error, At::use, destination);
}

template <class Layer>
asio::awaitable<std::size_t> read_from(Layer& layer, std::span<char> into, const std::string& destination) {
  error_code error;
  const auto buffer = asio::buffer(into.data(), into.size());
  const std::size_t count =
      co_await layer.async_read_some(buffer, asio::redirect_error(asio::use_awaitable, error));
  require(error, At::use, destination);
  co_return count;
}

class PlainStream : public Stream {
 public:
  PlainStream(Socket socket, std::string destination)
      : socket_(std::move(socket)), destination_(std::move(destination)) {}

  asio::awaitable<void> write(std::string bytes) override { co_await write_to(socket_, bytes, destination_); }
  asio::awaitable<std::size_t> read_some(std::span<char> into) override {
    co_return co_await read_from(socket_, into, destination_);
  }

 private:
  Socket socket_;
  std::string destination_;
};

class TlsStream : public Stream {
 public:
  TlsStream(Socket socket, const TlsOptions& options, std::string destination)
      : context_(tls_context(options)),
        layer_(std::move(socket), context_),
        destination_(std::move(destination)) {
    if (options.verify) expect_name(layer_.native_handle(), options.server_name);
  }

  asio::awaitable<void> shake_hands(Opened& opened) {
    const auto look = [&opened](bool fine, asio::ssl::verify_context& verifying) {
      if (const auto expiry = expiry_of_server(verifying)) opened.certificate_expiry = expiry;
      return fine;
    };
    layer_.set_verify_callback(look);
    error_code error;
    co_await layer_.async_handshake(asio::ssl::stream_base::client,
                                    asio::redirect_error(asio::use_awaitable, error));
    // What looked at the certificates held a place that does not outlive the opening.
    layer_.set_verify_callback([](bool fine, asio::ssl::verify_context&) { return fine; });
    if (error && error != asio::error::operation_aborted && error != asio::error::eof &&
        error != asio::ssl::error::stream_truncated) {
      throw StreamError(At::tls, destination_ + ": TLS: " + handshake_failure(layer_.native_handle(), error));
    }
    require(error, At::tls, destination_ + ": TLS");
  }

  asio::awaitable<void> write(std::string bytes) override { co_await write_to(layer_, bytes, destination_); }
  asio::awaitable<std::size_t> read_some(std::span<char> into) override {
    co_return co_await read_from(layer_, into, destination_);
  }

 private:
  asio::ssl::context context_;
  asio::ssl::stream<Socket> layer_;
  std::string destination_;
};

asio::awaitable<void> connect(Socket& socket, Endpoint endpoint, std::string destination) {
  error_code error;
  co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
  require(error, At::connecting, destination);
  // Small commands must not wait for each other; a unix socket knows no such option.
  error_code unknown;
  socket.set_option(asio::ip::tcp::no_delay(true), unknown);
}

asio::awaitable<std::vector<Endpoint>> endpoints_of(Destination destination, Resolver& resolver,
                                                    Seconds limit) {
  std::vector<Endpoint> endpoints;
  if (!destination.socket.empty()) {
    try {
      endpoints.emplace_back(asio::local::stream_protocol::endpoint(destination.socket));
    } catch (const boost::system::system_error& error) {
      throw StreamError(At::connecting, destination.socket + ": " + error.code().message());
    }
    co_return endpoints;
  }
  std::vector<std::string> addresses;
  try {
    auto resolving = resolver.resolve(destination.host, limit);
    addresses = co_await std::move(resolving);
  } catch (const Timeout& timeout) {
    throw StreamError(At::resolving, "cannot resolve " + destination.host + ": " + timeout.what());
  } catch (const boost::system::system_error&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw StreamError(At::resolving, error.what());
  }
  for (const std::string& address : addresses) {
    endpoints.emplace_back(asio::ip::tcp::endpoint(asio::ip::make_address(address), destination.port));
  }
  co_return endpoints;
}

asio::awaitable<Socket> connected(std::vector<Endpoint> endpoints, Seconds limit, std::string destination) {
  const auto executor = co_await asio::this_coro::executor;
  const Seconds share = limit / static_cast<double>(endpoints.size());
  for (std::size_t i = 0;; ++i) {
    const bool last = i + 1 == endpoints.size();
    Socket socket(executor);
    try {
      auto connecting = connect(socket, endpoints[i], destination);
      auto wait = within(share, std::move(connecting));
      co_await std::move(wait);
      co_return socket;
    } catch (const Timeout& timeout) {
      if (last) throw StreamError(At::connecting, destination + ": " + timeout.what() + ", connecting");
    } catch (const StreamError&) {
      if (last) throw;
    }
  }
}

}  // namespace

std::string Destination::text() const {
  if (!socket.empty()) return socket;
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

asio::awaitable<std::unique_ptr<Stream>> Stream::open(Destination destination, Resolver& resolver,
                                                      Seconds limit, Opened& opened) {
  const std::string text = destination.text();
  auto start = Clock::now();
  const auto lap = [&start] {
    const Seconds took = Clock::now() - start;
    start = Clock::now();
    return took;
  };
  auto looking_up = endpoints_of(destination, resolver, limit / 2);
  const std::vector<Endpoint> endpoints = co_await std::move(looking_up);
  opened.resolve = lap();
  auto connecting = connected(endpoints, limit, text);
  Socket socket = co_await std::move(connecting);
  opened.connect = lap();
  if (!destination.tls) co_return std::make_unique<PlainStream>(std::move(socket), text);

  auto stream = std::make_unique<TlsStream>(std::move(socket), *destination.tls, text);
  auto shaking = stream->shake_hands(opened);
  co_await std::move(shaking);
  opened.tls = lap();
  co_return stream;
}

}  // namespace lifeguard
