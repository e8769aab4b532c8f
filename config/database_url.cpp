#include "config/database_url.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "config/nearest.hpp"

namespace lifeguard {
namespace {

constexpr auto kSchemes =
    std::to_array<std::string_view>({"postgresql", "postgres", "pgsql", "psql", "postgis", "ecto"});

// PQconndefaults() of libpq 15, which every newer one takes too, and "ssl", its one alias.
constexpr auto kParameters = std::to_array<std::string_view>({"service",
                                                              "user",
                                                              "password",
                                                              "passfile",
                                                              "channel_binding",
                                                              "connect_timeout",
                                                              "dbname",
                                                              "host",
                                                              "hostaddr",
                                                              "port",
                                                              "client_encoding",
                                                              "options",
                                                              "application_name",
                                                              "fallback_application_name",
                                                              "keepalives",
                                                              "keepalives_idle",
                                                              "keepalives_interval",
                                                              "keepalives_count",
                                                              "tcp_user_timeout",
                                                              "sslmode",
                                                              "sslcompression",
                                                              "sslcert",
                                                              "sslkey",
                                                              "sslpassword",
                                                              "sslrootcert",
                                                              "sslcrl",
                                                              "sslcrldir",
                                                              "sslsni",
                                                              "requirepeer",
                                                              "ssl_min_protocol_version",
                                                              "ssl_max_protocol_version",
                                                              "gssencmode",
                                                              "krbsrvname",
                                                              "gsslib",
                                                              "replication",
                                                              "target_session_attrs",
                                                              "ssl"});

// Of libpq 16 to 18: fit to be written by hand, but a URL from the environment must work with any libpq.
constexpr auto kNewerParameters = std::to_array<std::string_view>(
    {"require_auth", "sslcertmode", "load_balance_hosts", "gssdelegation", "sslnegotiation", "scram_client_key",
     "scram_server_key", "min_protocol_version", "max_protocol_version"});

constexpr auto kSslModes =
    std::to_array<std::string_view>({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"});

template <std::size_t N>
bool has(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

struct Scheme {
  std::string_view name;  // "postgresql" of "jdbc:postgresql+asyncpg://"
  std::string_view rest;  // what follows "://"
};

std::optional<Scheme> scheme_of(std::string_view url) {
  const auto end = url.find("://");
  if (end == url.npos) return std::nullopt;
  std::string_view name = url.substr(0, end);
  if (name.starts_with("jdbc:")) name.remove_prefix(5);
  return Scheme{name.substr(0, name.find('+')), url.substr(end + 3)};
}

std::optional<std::string_view> after_postgres_scheme(std::string_view url) {
  const auto scheme = scheme_of(url);
  if (!scheme || !has(kSchemes, scheme->name)) return std::nullopt;
  return scheme->rest;
}

// As libpq does, look for the query behind user and password, which may hold a "?".
std::size_t query_at(std::string_view rest) {
  const auto at = rest.find_first_of("@/");
  const bool has_user = at != rest.npos && rest[at] == '@';
  return rest.find('?', has_user ? at : 0);
}

struct Parameter {
  std::string_view name, value;
};

std::vector<Parameter> parameters_of(std::string_view query) {
  std::vector<Parameter> parameters;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view one = query.substr(0, end);
    const auto equals = one.find('=');
    if (equals != one.npos) parameters.push_back({one.substr(0, equals), one.substr(equals + 1)});
    query.remove_prefix(end == query.npos ? query.size() : end + 1);
  }
  return parameters;
}

// asyncpg says ssl=require where libpq says sslmode=require; libpq itself takes ssl=true.
Parameter in_libpq_words(Parameter parameter) {
  if (parameter.name == "ssl" && parameter.value != "true") parameter.name = "sslmode";
  if (parameter.name == "sslmode" && parameter.value == "no-verify") parameter.value = "require";
  return parameter;
}

bool libpq_takes(const Parameter& parameter) {
  if (parameter.name == "sslmode") return has(kSslModes, parameter.value);
  return has(kParameters, parameter.name);
}

}  // namespace

bool is_database_url(std::string_view text) {
  if (text.find("://") != text.npos && scheme_of(text)->name.find('=') == std::string_view::npos) {
    return after_postgres_scheme(text).has_value();
  }
  return text.find('=') != text.npos;
}

std::string with_libpq_scheme(std::string_view url) {
  const auto rest = after_postgres_scheme(url);
  return rest ? "postgresql://" + std::string(*rest) : std::string(url);
}

std::string libpq_url(std::string_view url) {
  const auto rest = after_postgres_scheme(url);
  if (!rest) return std::string(url);
  const auto query = query_at(*rest);
  std::string result = "postgresql://" + std::string(rest->substr(0, query));
  if (query == rest->npos) return result;
  char separator = '?';
  for (const Parameter& written : parameters_of(rest->substr(query + 1))) {
    const Parameter parameter = in_libpq_words(written);
    if (!libpq_takes(parameter)) continue;
    result.append(1, separator).append(parameter.name).append(1, '=').append(parameter.value);
    separator = '&';
  }
  return result;
}

std::optional<std::string> unknown_parameter(std::string_view url) {
  const auto rest = after_postgres_scheme(url);
  const auto query = rest ? query_at(*rest) : std::string_view::npos;
  if (query == std::string_view::npos) return std::nullopt;
  for (const Parameter& parameter : parameters_of(rest->substr(query + 1))) {
    if (has(kParameters, parameter.name) || has(kNewerParameters, parameter.name)) continue;
    // An @ this late means that a password was not percent-encoded, and that this may be a piece of it.
    const bool nameable =
        rest->find('@', query) == rest->npos &&
        parameter.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == parameter.name.npos;
    return nameable ? std::string(parameter.name) : "";
  }
  return std::nullopt;
}

std::optional<std::string> nearest_parameter(std::string_view name) {
  return nearest(name, {kParameters.begin(), kParameters.end()});
}

std::string database_url(const Secret& dsn) {
  return dsn.file.empty() ? dsn.value : libpq_url(dsn.read());
}

}  // namespace lifeguard
