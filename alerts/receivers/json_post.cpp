#include "alerts/receivers/json_post.hpp"

#include <charconv>

#include "alerts/receivers/base64.hpp"

namespace lifeguard {
namespace {

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned char byte = 0;
    const bool escape = text[at] == '%' && at + 2 < text.size();
    if (escape && std::from_chars(&text[at + 1], &text[at + 1] + 2, byte, 16).ptr == &text[at + 1] + 2) {
      decoded += static_cast<char>(byte);
      at += 2;
    } else {
      decoded += text[at];
    }
  }
  return decoded;
}

}  // namespace

HttpRequest json_post(std::string_view address, std::string body) {
  HttpRequest request;
  request.method = "POST";
  request.url = address;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::move(body);

  const std::size_t scheme = address.find("://");
  const std::size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view authority = address.substr(start, address.find_first_of("/?#", start) - start);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    request.url.erase(start, at + 1);
    request.headers.emplace_back("Authorization", "Basic " + base64(percent_decoded(authority.substr(0, at))));
  }
  return request;
}

}  // namespace lifeguard
