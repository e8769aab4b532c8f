#include "collectors/redis/connect_error.hpp"

#include <algorithm>
#include <array>

#include "collectors/advice.hpp"

namespace lifeguard::redis {
namespace {

using Retry = Unreachable::Retry;

constexpr auto kOfConnections = std::to_array<Advice>({
    {"certificate has expired", Retry::soon,
     "renew the server's certificate and restart Redis, or CONFIG SET "
     "tls-cert-file to the new one"},
    {"certificate is not yet valid", Retry::soon, "one of the two clocks is wrong"},
    {"ostname mismatch", Retry::soon, "set tls_server_name to the name that the certificate is for"},
    {"IP address mismatch", Retry::soon, "set tls_server_name to the name that the certificate is for"},
    {"issuer certificate", Retry::soon, "set tls_ca to the file with the authority that issued it"},
    {"self-signed certificate", Retry::soon, "set tls_ca to the file with the authority that issued it"},
    {"certificate required", Retry::soon,
     "the server asks for a client certificate (tls-auth-clients): set tls_certificate and tls_key"},
    {"handshake failure", Retry::soon,
     "the server may ask for a client certificate (tls-auth-clients): set tls_certificate and tls_key"},
    {"unknown ca", Retry::soon, "the server does not trust the client certificate: see its tls-ca-cert-file"},
    {"wrong version number", Retry::soon,
     "no TLS is spoken there; use redis://, or the port that is Redis's tls-port"},
    {"TLS: it closed the connection", Retry::soon,
     "no TLS is spoken there, or maxclients is used up: then Redis hangs up without a word"},
    {"onnection reset", Retry::soon,
     "over TLS, the server may ask for a client certificate (tls-auth-clients): set tls_certificate and "
     "tls_key"},
    {"onnection refused", Retry::soon, "is Redis running, and does it listen there (bind, port)?"},
    {"o such file", Retry::soon, "is Redis running, and is this its unixsocket?"},
    {"ermission denied", Retry::soon,
     "the socket's unixsocketperm does not let Lifeguard's user in: add it to the group that owns it"},
});

constexpr auto kOfRedis = std::to_array<Advice>({
    {"max number of clients", Retry::soon,
     "maxclients is used up, for Lifeguard too; CONFIG SET maxclients to more, or find who keeps connections "
     "open: CLIENT LIST"},
    {"WRONGPASS", Retry::only_after_change, "correct the user or the password, or its password_file"},
    {"invalid password", Retry::only_after_change, "correct the password or its password_file"},
    {"wrong number of arguments for 'auth'", Retry::only_after_change,
     "this Redis knows no users: leave the user out of the url"},
    {"unknown command 'AUTH'", Retry::only_after_change,
     "what answers knows no AUTH (renamed, or a proxy): leave the password out, or connect to Redis itself"},
    {"unknown command `AUTH`", Retry::only_after_change,
     "what answers knows no AUTH (renamed, or a proxy): leave the password out, or connect to Redis itself"},
    {"NOAUTH", Retry::only_after_change,
     "it wants a password: give it in the url (redis://:PASSWORD@host, or USER:PASSWORD) or by password_file"},
    {"DENIED", Retry::only_after_change,
     "protected-mode: it takes no connections from other hosts until it has a password or a bind"},
});

// Redis's own words go on and on, and of a command that it does not have it repeats the arguments: AUTH's too.
std::string first_sentence(std::string_view said) {
  said = said.substr(0, std::min({said.find(". "), said.find('\n'), said.find(", with args")}));
  if (said.ends_with('.')) said.remove_suffix(1);
  // HELLO says so at length, and advises what only a client's author can do.
  if (said.starts_with("NOAUTH ")) return "NOAUTH Authentication required";
  return std::string(said);
}

}  // namespace

Unreachable connect_error(const StreamError& error) {
  const Advice* advice = advice_on(kOfConnections, error.what());
  if (!advice) return {error.what(), Retry::soon};
  return {std::string(error.what()) + "; " + std::string(advice->text), advice->retry};
}

bool refuses_connection(std::string_view said) {
  return advice_on(kOfRedis, said) != nullptr;
}

Unreachable refusal(const std::string& endpoint, std::string_view said) {
  const Advice* advice = advice_on(kOfRedis, said);
  const std::string text = endpoint + ": " + first_sentence(said);
  if (!advice) return {text, Retry::soon};
  return {text + "; " + std::string(advice->text), advice->retry};
}

}  // namespace lifeguard::redis
