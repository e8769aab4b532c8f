#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <optional>
#include <string>

#include "agent/io/stream.hpp"

// What TLS needs of OpenSSL beyond Asio's wrapping.
namespace lifeguard {

/// TLS 1.2 or newer with the options' files. Throws StreamError that names the file which cannot be used.
boost::asio::ssl::context tls_context(const TlsOptions&);

/// The connection must show a certificate for `name`, a host's or an address, and sends it as server name.
void expect_name(SSL*, const std::string& name);

/// When the server's own certificate ends, whichever of its chain is being verified and whether it is trusted.
std::optional<TimePoint> expiry_of_server(boost::asio::ssl::verify_context&);

/// Why the handshake failed: "the certificate has expired", or `error` where the certificate was in order.
std::string handshake_failure(SSL*, const boost::system::error_code& error);

}  // namespace lifeguard
