#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace lifeguard {

/// "host:port", all of an http address that may appear in a message; "" when it is none.
std::string endpoint_of(std::string_view url);

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::string body;
  Seconds timeout{10};
  std::string tls_ca;  // the file with the authorities to trust; empty: the system's
  std::string tls_certificate = {}, tls_key = {};  // the files of the client's own, where one is asked for
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;
  std::optional<TimePoint> certificate_expiry;  // of https; absent when a connection was used again

  /// Header names compare without case; the first one wins.
  std::optional<std::string> header(std::string_view name) const;
};

}  // namespace lifeguard
