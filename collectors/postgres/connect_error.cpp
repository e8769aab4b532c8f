#include "collectors/postgres/connect_error.hpp"

#include <algorithm>
#include <array>
#include <regex>

namespace lifeguard::postgres {
namespace {

using Retry = Unreachable::Retry;

struct Advice {
  std::string_view sqlstate_prefix;
  Retry retry;
  std::string_view text;
  std::string_view raised_in = {};  // the server's function, which is the same in every language
};

constexpr std::array<Advice, 11> kAdvice{{
    {"28P01", Retry::only_after_change, "correct the password, or its password_file"},
    {"28000", Retry::only_after_change,
     "create the role, or allow it from this address in pg_hba.conf and reload the server"},
    {"3D000", Retry::only_after_change, "name an existing database in the dsn"},
    {"42501", Retry::only_after_change, "GRANT CONNECT ON DATABASE … TO the role"},
    {"53300", Retry::soon,
     "the connection limit of this database is reached, or is 0, which closes it on purpose: "
     "ALTER DATABASE … CONNECTION LIMIT",
     "CheckMyDatabase"},
    {"53300", Retry::soon, "the connection limit of this role is reached: ALTER ROLE … CONNECTION LIMIT",
     "InitializeSessionUserId"},
    {"53300", Retry::soon,
     "the server has no slot left, which is what an exhausted pool looks like from outside; look at "
     "/api/sessions "
     "from before, or keep a slot for monitoring: superuser_reserved_connections, or on 16+ "
     "reserved_connections and "
     "GRANT pg_use_reserved_connections"},
    {"55000", Retry::soon, "the database does not accept connections (ALTER DATABASE … ALLOW_CONNECTIONS)"},
    {"57P03", Retry::soon, "the server is starting up or shutting down"},
    {"57P01", Retry::soon, "the server is shutting down"},
    {"08P01", Retry::only_after_change,
     "a connection pooler answered, not PostgreSQL: it refuses the limits that Lifeguard sets on its own "
     "statements; "
     "point the dsn at the server itself"},
}};

// One line for each host that was tried.
std::string joined_lines(std::string_view text) {
  std::string joined;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    const auto word = line.find_first_not_of(" \t");
    if (word != std::string_view::npos) joined.append(joined.empty() ? "" : "; ").append(line.substr(word));
    start = end + 1;
  }
  return joined.empty() ? "no reason given" : joined;
}

std::string line_with(std::string_view text, const std::string& code) {
  const auto at = text.find(code + ": ");
  const auto start = text.rfind('\n', at);
  return first_line(text.substr(start == std::string_view::npos ? 0 : start + 1));
}

}  // namespace

std::string first_line(std::string_view text) {
  const auto start = text.find_first_not_of(" \n");
  if (start == std::string_view::npos) return "no reason given";
  return std::string(text.substr(start, text.find('\n', start) - start));
}

std::string sqlstate_in(std::string_view message) {
  // With a digit in it, unlike the severity before it: "FATAL".
  static const std::regex code(R"(:\s+((?=[A-Z]*[0-9])[0-9A-Z]{5}): )");
  std::match_results<std::string_view::const_iterator> match;
  return std::regex_search(message.begin(), message.end(), match, code) ? match[1].str() : "";
}

std::string without_code(std::string line, const std::string& code) {
  const auto at = code.empty() ? std::string::npos : line.find(code + ": ");
  if (at != std::string::npos) line.erase(at, code.size() + 2);
  return line;
}

Unreachable connect_error(const std::string& endpoint, std::string_view message) {
  const std::string code = sqlstate_in(message);
  if (code.empty()) return {endpoint + ": " + joined_lines(message), Retry::soon};
  const std::string said = endpoint + ": " + without_code(line_with(message, code), code);
  for (const Advice& advice : kAdvice) {
    if (!code.starts_with(advice.sqlstate_prefix)) continue;
    if (message.find(advice.raised_in) == message.npos) continue;
    return {said + "; " + std::string(advice.text), advice.retry};
  }
  return {said, Retry::soon};
}

}  // namespace lifeguard::postgres
