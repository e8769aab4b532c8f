#include "alerts/receivers/standard_webhooks.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <spdlog/fmt/fmt.h>

#include <array>
#include <stdexcept>

#include "alerts/receivers/base64.hpp"

namespace lifeguard::standard_webhooks {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string key_of(std::string_view secret) {
  constexpr std::string_view kPrefix = "whsec_";
  if (!secret.starts_with(kPrefix)) return std::string(secret);
  const auto key = base64_decoded(secret.substr(kPrefix.size()));
  if (!key) throw std::runtime_error("the webhook's secret is not base64 after whsec_");
  return *key;
}

}  // namespace

std::string signature(std::string_view secret, std::string_view id, std::string_view timestamp,
                      std::string_view body) {
  const std::string key = key_of(secret);
  const std::string content = fmt::format("{}.{}.{}", id, timestamp, body);
  Digest digest;
  unsigned length = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(content), content.size(),
            digest.data(), &length)) {
    throw std::runtime_error("the webhook could not be signed");
  }
  return "v1," + base64({reinterpret_cast<const char*>(digest.data()), length});
}

std::string message_id(std::string_view identity) {
  Digest digest;
  unsigned length = 0;
  if (EVP_Digest(identity.data(), identity.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("the webhook's id could not be made");
  }
  std::string id = "msg_";
  for (std::size_t i = 0; i < 16; ++i) id += fmt::format("{:02x}", digest[i]);
  return id;
}

}  // namespace lifeguard::standard_webhooks
