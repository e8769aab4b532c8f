#include "agent/io/http.hpp"

#include <algorithm>

namespace lifeguard {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

std::string endpoint_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == url.npos) return "";
  const bool secure = url.substr(0, scheme) == "https";
  std::string_view server = url.substr(scheme + 3);
  server = server.substr(0, server.find_first_of("/?#"));
  if (const auto login = server.rfind('@'); login != server.npos) server.remove_prefix(login + 1);
  const auto colon = server.rfind(':');
  const bool has_port = colon != server.npos && server.find(']', colon) == server.npos;
  return std::string(server) + (has_port ? "" : secure ? ":443" : ":80");
}

std::optional<std::string> HttpResponse::header(std::string_view wanted) const {
  for (const auto& [name, value] : headers) {
    if (std::ranges::equal(name, wanted, {}, lower, lower)) return value;
  }
  return std::nullopt;
}

}  // namespace lifeguard
