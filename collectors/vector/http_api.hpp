#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>

#include "agent/io/http_client.hpp"
#include "collectors/vector/limit.hpp"
#include "collectors/vector/patience.hpp"
#include "config/config.hpp"

namespace lifeguard::vector_store {

/// How a product is told the key.
struct KeyHeader {
  std::string name = "Authorization";
  std::string before = "Bearer ";
};

/// JSON over HTTP to one store. Every failure is a StoreError that says what was asked, what came and what to
/// do; a server that asks to be left alone for a while (429, Retry-After) is, by all that share the limit.
class HttpApi {
 public:
  /// `url` where the config has none; `headers` go with each request.
  HttpApi(const VectorConfig&, std::shared_ptr<Limit>, KeyHeader, std::string url = {}, Headers headers = {});

  std::string endpoint() const;
  /// Without a slash at its end.
  std::string base() const;
  /// Begins a look: see Patience.
  void begin() { patience_.begin(); }
  /// Of an https:// address, once it was seen.
  std::optional<TimePoint> certificate_expiry() const { return certificate_expiry_; }

  /// What came, whatever its status. `path` may be a whole address, of a product that has several.
  boost::asio::awaitable<HttpResponse> send(std::string method, std::string path, std::string body = {});
  /// The JSON of an answer with a status of 2xx.
  boost::asio::awaitable<boost::json::value> get(std::string path);
  boost::asio::awaitable<boost::json::value> post(std::string path, boost::json::value body);

  /// Reads JSON, or throws what the status says.
  static boost::json::value json_of(const HttpResponse&, const std::string& request);

  /// A 404 in the product's own words, which at this JSON pointer begin so; one of anybody else says that url
  /// leads elsewhere.
  static bool says_there_is_none(const HttpResponse&, std::string_view pointer, std::string_view words);

 private:
  VectorConfig config_;
  std::shared_ptr<Limit> limit_;
  KeyHeader key_header_;
  std::string default_url_;
  Headers headers_;
  Patience patience_;
  std::optional<TimePoint> certificate_expiry_;
  std::optional<HttpClient> http_;
};

}  // namespace lifeguard::vector_store
