#include <stdexcept>
#include <string>

#include "collectors/postgres/queries.hpp"

namespace lifeguard::postgres {

std::string_view query_text(std::string_view name, int server_version) {
  static const std::vector<EmbeddedQuery> all = embedded_queries();
  const EmbeddedQuery* newest = nullptr;
  for (const EmbeddedQuery& query : all) {
    if (query.name != name || query.since > server_version / 10000) continue;
    if (!newest || query.since > newest->since) newest = &query;
  }
  if (!newest) {
    throw std::out_of_range("no query " + std::string(name) + " for PostgreSQL " +
                            std::to_string(server_version / 10000));
  }
  return newest->text;
}

}  // namespace lifeguard::postgres
