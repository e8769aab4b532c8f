#include "collectors/vector/http_api.hpp"

#include <array>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

#include "collectors/advice.hpp"
#include "collectors/vector/quoted.hpp"

namespace lifeguard::vector_store {

namespace json = boost::json;

namespace {

std::string advice(int status) {
  if (status == 401) return "; set api_key, or the one that is set is wrong";
  if (status == 403) return "; the api_key that is set may not do this";
  if (status == 404) return "; is url the store itself, and kind the product that runs there?";
  if (status == 429) return "; ask it less often, by a longer interval and probe_interval, or raise its limit";
  if (status == 410) return "; the server no longer has this path: it is of another version";
  if (status >= 300 && status < 400) return ", which sends us elsewhere; set url to where it leads";
  return "";
}

// Of requests to which nothing came at all.
using Retry = Unreachable::Retry;
constexpr auto kAdvice = std::to_array<Advice>({
    {"refused", Retry::soon,
     "does the store run, and is url its host and port as they are from here? In a container localhost is the "
     "container itself"},
    {"resolve host", Retry::soon, "is the host in url known by this name from here?"},
    {"SSL", Retry::soon,
     "does the store speak TLS at this port, and does tls_ca name the authority of its certificate?"},
});

std::string with_advice(const std::string& why) {
  const Advice* advice = advice_on(kAdvice, why);
  return advice ? why + "; " + std::string(advice->text) : why;
}

/// By who stands at the door: a key or a proxy.
bool was_turned_away(int status) {
  return status == 401 || status == 403 || (status >= 502 && status <= 504);
}

/// What the product says of an error, wherever it puts it.
std::string message_in(const json::value& body) {
  const json::object* object = body.if_object();
  if (!object) return "";
  for (const char* name : {"message", "error", "detail", "status", "msg"}) {
    const json::value* said = object->if_contains(name);
    if (!said) continue;
    if (said->is_string() && !said->get_string().empty()) return std::string(said->get_string());
    if (std::string inner = message_in(*said); !inner.empty()) return inner;
    if (said->is_array() && !said->get_array().empty()) {
      if (std::string inner = message_in(said->get_array().front()); !inner.empty()) return inner;
    }
  }
  return "";
}

std::string said_in(const HttpResponse& response) {
  boost::system::error_code not_json;
  const json::value body = json::parse(response.body, not_json);
  std::string said = not_json ? "" : message_in(body);
  const bool is_page =
      response.body.find("<html") != std::string::npos || response.body.find("<HTML") != std::string::npos;
  if (said.empty() && is_page) return "a page of HTML, as of a proxy in between";
  if (said.empty() && not_json) said = response.body;
  return shortened(said);
}

std::string failure_of(const HttpResponse& response, const std::string& request) {
  std::string text = request + " answered " + std::to_string(response.status);
  if (const std::string said = said_in(response); !said.empty()) text += " (" + said + ")";
  return text + advice(response.status);
}

}  // namespace

HttpApi::HttpApi(const VectorConfig& config, std::shared_ptr<Limit> limit, KeyHeader key_header,
                 std::string url, Headers headers)
    : config_(config),
      limit_(std::move(limit)),
      key_header_(std::move(key_header)),
      default_url_(std::move(url)),
      headers_(std::move(headers)),
      patience_(config.timeout) {}

std::string HttpApi::base() const {
  std::string url = config_.url.read();
  if (url.empty()) url = default_url_;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string HttpApi::endpoint() const {
  return endpoint_of(base());
}

boost::asio::awaitable<HttpResponse> HttpApi::send(std::string method, std::string path, std::string body) {
  const std::string asked = method + " " + path;
  limit_->require_over();

  HttpRequest request;
  request.method = std::move(method);
  request.timeout = patience_.next();
  request.url = path.starts_with('/') ? base() + path : path;
  request.tls_ca = config_.tls_ca;
  request.headers = headers_;
  request.headers.emplace_back("Accept", "application/json");
  const std::string key = config_.api_key.read();
  if (!key.empty()) request.headers.emplace_back(key_header_.name, key_header_.before + key);
  if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.body = std::move(body);
  if (!http_) http_.emplace(co_await boost::asio::this_coro::executor);

  const auto sent = std::chrono::steady_clock::now();
  const Seconds limit = request.timeout;
  auto sending = http_->send(std::move(request));
  std::string failed;
  try {
    HttpResponse response = co_await std::move(sending);
    limit_->respect(response);
    if (response.status >= 300) response.body = without(std::move(response.body), key);
    if (response.certificate_expiry) certificate_expiry_ = response.certificate_expiry;
    co_return response;
  } catch (const boost::system::system_error&) {
    throw;  // we are cancelled
  } catch (const std::runtime_error& error) {
    failed = error.what();
  }
  if (std::chrono::steady_clock::now() - sent >= limit) {
    patience_.gave_up(asked);
    throw TooSlow(asked + ": " + failed);
  }
  throw NoAnswer(asked + ": " + with_advice(failed));
}

json::value HttpApi::json_of(const HttpResponse& response, const std::string& request) {
  if (response.status == 429) throw LeftAlone(failure_of(response, request));
  if (was_turned_away(response.status)) throw NoAnswer(failure_of(response, request));
  if (response.status < 200 || response.status > 299) throw StoreError(failure_of(response, request));
  boost::system::error_code error;
  json::value body = json::parse(response.body, error);
  if (error) {
    const std::string said = said_in(response);
    throw StoreError(request + " answered what is no JSON" + (said.empty() ? ": nothing" : ": " + said));
  }
  return body;
}

bool HttpApi::says_there_is_none(const HttpResponse& response, std::string_view pointer,
                                 std::string_view words) {
  if (response.status != 404) return false;
  boost::system::error_code not_json, not_there;
  const json::value body = json::parse(response.body, not_json);
  const json::value* said = not_json ? nullptr : body.find_pointer(pointer, not_there);
  return said && said->is_string() && said->get_string().starts_with(words);
}

boost::asio::awaitable<json::value> HttpApi::get(std::string path) {
  auto sending = send("GET", path);
  const HttpResponse response = co_await std::move(sending);
  co_return json_of(response, "GET " + path);
}

boost::asio::awaitable<json::value> HttpApi::post(std::string path, json::value body) {
  auto sending = send("POST", path, json::serialize(body));
  const HttpResponse response = co_await std::move(sending);
  co_return json_of(response, "POST " + path);
}

}  // namespace lifeguard::vector_store
