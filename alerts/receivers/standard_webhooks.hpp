#pragma once

#include <string>
#include <string_view>

// https://www.standardwebhooks.com: how a webhook proves who sent it, and that it is not sent twice.
namespace lifeguard::standard_webhooks {

/// "v1,<base64 HMAC-SHA256 of id.timestamp.body>". The secret is "whsec_<base64>", or the key itself.
/// Throws std::runtime_error when a whsec_ secret is not base64.
std::string signature(std::string_view secret, std::string_view id, std::string_view timestamp,
                      std::string_view body);

/// An id that is the same each time the same thing is sent.
std::string message_id(std::string_view identity);

}  // namespace lifeguard::standard_webhooks
