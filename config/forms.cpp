#include "config/forms.hpp"

#include <charconv>

#include "config/database_url.hpp"
#include "config/redis_url.hpp"

namespace lifeguard {
namespace {

bool is_http_url(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view rest = text.substr(scheme.size());
    return !rest.empty() && rest.front() != '/' && rest.find_first_of(" \t\r\n") == rest.npos;
  }
  return false;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port <= 65535;
}

bool is_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos || colon == 0 || !is_port(text.substr(colon + 1))) return false;
  const std::string_view host = text.substr(0, colon);
  if (host.front() == '[') return host.size() > 2 && host.back() == ']';
  return host.find_first_of(":/ \t\r\n") == host.npos;
}

bool is_json_pointer(std::string_view text) {
  return text.empty() || text.front() == '/';
}

bool is_trace_url(std::string_view text) {
  return text.empty() || (is_http_url(text) && text.find("{trace_id}") != text.npos);
}

}  // namespace

const Form kHttpUrl{"an http:// or https:// URL", is_http_url};
const Form kListenAddress{R"(an address and port like "127.0.0.1:9963" or "[::]:9963")", is_listen_address};
const Form kDatabaseUrl{R"(a URL like "postgresql://user@host:5432/database" or libpq's "host=… dbname=…")",
                        is_database_url};
const Form kJsonPointer{R"(a JSON pointer like "/pool/used")", is_json_pointer};
const Form kRedisUrl{R"(a URL like "redis://user@host:6379/0", "rediss://host" or "unix:///run/redis.sock")",
                     is_redis_url};
const Form kTraceUrl{"an http:// or https:// URL with {trace_id} in it", is_trace_url};

}  // namespace lifeguard
