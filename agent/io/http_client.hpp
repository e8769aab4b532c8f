#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

#include "agent/io/http.hpp"

namespace lifeguard {

/// All outbound HTTP: connections are reused, HTTP(S)_PROXY and NO_PROXY are honoured, TLS is verified,
/// redirects are not followed (a webhook's address is a secret). libcurl on the agent's event loop.
class HttpClient {
 public:
  explicit HttpClient(boost::asio::any_io_executor);
  ~HttpClient();  // fails the requests in flight
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Any answer, whatever its status. Throws std::runtime_error when there is none: refused, timed out, TLS,
  /// more than 8 MiB; the message names host and port, never the path or the credentials. Cancellable.
  boost::asio::awaitable<HttpResponse> send(HttpRequest);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // outlives the client until the last request has ended
};

}  // namespace lifeguard
