#include "agent/pages.hpp"

#include <charconv>
#include <optional>

#include "agent/api.hpp"

namespace lifeguard {
namespace {

constexpr const char* kText = "text/plain; charset=utf-8";

Page error_page(int status, std::string_view message) {
  return {status, "application/json", api::error(message)};
}

std::optional<std::size_t> limit_in(const PageRequest& request, std::size_t otherwise) {
  const auto given = request.query.find("limit");
  if (given == request.query.end()) return otherwise;
  std::size_t limit = 0;
  const char* end = given->second.data() + given->second.size();
  const auto [rest, error] = std::from_chars(given->second.data(), end, limit);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return limit;
}

Page limited_page(const PageRequest& request, std::size_t otherwise,
                  const std::function<std::string(std::size_t)>& page) {
  const auto limit = limit_in(request, otherwise);
  return limit ? Page{200, "application/json", page(*limit)} : error_page(400, "limit is not a whole number");
}

bool is_control(const std::string& path) {
  return path == "/-/reload" || path == "/-/quit";
}

}  // namespace

Page Pages::answer(const PageRequest& request) const {
  const std::string& path = request.path;
  if (is_control(path)) {
    if (request.method != "POST") return error_page(405, "use POST");
    if (!request.from_loopback && !remote_control) {
      return error_page(403, "from this host only; set [agent] remote_control = true to allow it from others");
    }
    if (path == "/-/quit") {
      quit();
      return {200, kText, "ending\n"};
    }
    const std::string refused = reload();
    return refused.empty() ? Page{200, kText, "reloaded\n"} : error_page(400, refused);
  }

  if (request.method != "GET" && request.method != "HEAD") return error_page(405, "use GET");
  if (path == "/metrics") {
    constexpr std::string_view kOpenMetrics = "application/openmetrics-text";
    if (request.accept.find(kOpenMetrics) != std::string::npos) {
      return {200, "application/openmetrics-text; version=1.0.0; charset=utf-8", open_metrics()};
    }
    return {200, "text/plain; version=0.0.4; charset=utf-8", metrics()};
  }
  if (path == "/healthz") return {200, kText, "ok\n"};
  if (path == "/readyz")
    return ready() ? Page{200, kText, "ready\n"} : Page{503, kText, "not every target was tried yet\n"};
  if (path == "/api/health") return {200, "application/json", health()};
  if (path == "/api/pools") return {200, "application/json", pools()};
  if (path == "/api/incidents") return {200, "application/json", incidents()};
  if (path == "/api/sessions") return limited_page(request, 50, sessions);
  if (path == "/api/queries") return limited_page(request, 10, queries);
  if (path == "/api/history") return history(request.query);
  if (path == "/") {
    return {200, kText,
            "lifeguard\n\n/metrics\n/healthz\n/readyz\n/api/health\n/api/pools\n/api/sessions?limit=50\n"
            "/api/queries?limit=10\n/api/incidents\n/api/history?series=waits&minutes=60\n"};
  }
  return error_page(404, "no such page; see /");
}

}  // namespace lifeguard
