#include "config/redis_url.hpp"

#include <charconv>

namespace lifeguard {
namespace {

struct Scheme {
  std::string_view name;
  bool tls, socket;
};

constexpr Scheme kSchemes[] = {
    {"redis", false, false},     {"rediss", true, false},       {"redis+tls", true, false},
    {"valkey", false, false},    {"valkeys", true, false},      {"unix", false, true},
    {"redis+unix", false, true}, {"redis+socket", false, true},
};

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
      if (error == std::errc{} && end == text.data() + i + 3) {
        decoded += static_cast<char>(byte);
        i += 2;
        continue;
      }
    }
    decoded += text[i];
  }
  return decoded;
}

// Up to the last "@": a password that was not encoded may hold one.
void take_credentials(std::string_view& rest, RedisUrl& url) {
  const auto at = rest.substr(0, rest.find_first_of("/?")).rfind('@');
  if (at == rest.npos) return;
  const std::string_view credentials = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  const auto colon = credentials.find(':');
  url.user = percent_decoded(credentials.substr(0, colon));
  if (colon != credentials.npos) url.password = percent_decoded(credentials.substr(colon + 1));
}

bool take_host(std::string_view authority, RedisUrl& url) {
  if (authority.find_first_of(" \t\r\n,") != authority.npos) return false;
  std::string_view host = authority, port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == authority.npos) return false;
    host = authority.substr(1, end - 1);
    const std::string_view after = authority.substr(end + 1);
    if (!after.empty() && !after.starts_with(':')) return false;
    if (!after.empty()) port = after.substr(1);
  } else if (const auto colon = authority.find(':'); colon != authority.npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
  }
  if (!host.empty()) url.host = std::string(host);
  return port.empty() || (read_number(port, url.port) && url.port > 0);
}

bool take_database(std::string_view text, RedisUrl& url) {
  return text.empty() || (read_number(text, url.database) && url.database >= 0);
}

std::string_view parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view one = query.substr(0, end);
    if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) return one.substr(name.size() + 1);
    query.remove_prefix(end == query.npos ? query.size() : end + 1);
  }
  return {};
}

}  // namespace

std::string RedisUrl::endpoint() const {
  if (!socket.empty()) return socket;
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<RedisUrl> parse_redis_url(std::string_view text) {
  const auto end = text.find("://");
  if (end == text.npos) return std::nullopt;
  const Scheme* scheme = nullptr;
  for (const Scheme& each : kSchemes) {
    if (text.substr(0, end) == each.name) scheme = &each;
  }
  if (!scheme) return std::nullopt;

  RedisUrl url;
  url.tls = scheme->tls;
  std::string_view rest = text.substr(end + 3);
  take_credentials(rest, url);
  const auto mark = rest.find('?');
  const std::string_view query = mark == rest.npos ? std::string_view() : rest.substr(mark + 1);
  rest = rest.substr(0, mark);
  if (scheme->socket) {
    url.socket = percent_decoded(rest);
    if (!url.socket.starts_with('/') || !take_database(parameter(query, "db"), url)) return std::nullopt;
    return url;
  }
  const auto slash = rest.find('/');
  const std::string_view path = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
  const std::string_view database = path.empty() ? parameter(query, "db") : path;
  if (!take_host(rest.substr(0, slash), url) || !take_database(database, url)) return std::nullopt;
  return url;
}

bool is_redis_url(std::string_view text) {
  return parse_redis_url(text).has_value();
}

}  // namespace lifeguard
