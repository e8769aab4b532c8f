#include "agent/io/tls.hpp"

#include <openssl/asn1.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <ctime>
#include <functional>

namespace lifeguard {

namespace ssl = boost::asio::ssl;

namespace {

using Use = std::function<void(boost::system::error_code&)>;

void use_file(const std::string& file, const char* what, const Use& use) {
  boost::system::error_code error;
  use(error);
  if (error) {
    throw StreamError(StreamError::At::tls,
                      std::string(what) + " " + file + " cannot be used: " + error.message());
  }
}

bool is_address(const std::string& name) {
  boost::system::error_code not_one;
  boost::asio::ip::make_address(name, not_one);
  return !not_one;
}

}  // namespace

ssl::context tls_context(const TlsOptions& options) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(options.verify ? ssl::verify_peer : ssl::verify_none);
  if (options.ca.empty()) {
    context.set_default_verify_paths();
  } else {
    const Use load = [&](auto& error) { context.load_verify_file(options.ca, error); };
    use_file(options.ca, "tls_ca", load);
  }
  if (!options.certificate.empty()) {
    const Use load = [&](auto& error) { context.use_certificate_chain_file(options.certificate, error); };
    use_file(options.certificate, "tls_certificate", load);
    const Use load_key = [&](auto& error) {
      context.use_private_key_file(options.key, ssl::context::pem, error);
    };
    use_file(options.key, "tls_key", load_key);
  }
  return context;
}

void expect_name(SSL* connection, const std::string& name) {
  X509_VERIFY_PARAM* wanted = SSL_get0_param(connection);
  if (is_address(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str());
    return;
  }
  SSL_set_tlsext_host_name(connection, name.c_str());
  X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(wanted, name.c_str(), name.size());
}

std::optional<TimePoint> expiry_of_server(ssl::verify_context& verifying) {
  X509_STORE_CTX* store = verifying.native_handle();
  std::tm ends{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(X509_STORE_CTX_get0_cert(store)), &ends) != 1) return std::nullopt;
  return TimePoint(std::chrono::seconds(timegm(&ends)));
}

std::string handshake_failure(SSL* connection, const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(connection);
  if (verdict == X509_V_OK) return error.message();
  return std::string("the server's certificate is refused: ") + X509_verify_cert_error_string(verdict);
}

}  // namespace lifeguard
