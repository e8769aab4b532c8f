#pragma once

#include <string_view>
#include <vector>

namespace lifeguard::postgres {

/// One file of sql/: `<name>.<since>.sql`. The build makes the table.
struct EmbeddedQuery {
  std::string_view name;
  int since;  // major version
  std::string_view text;
};

std::vector<EmbeddedQuery> embedded_queries();

/// The text of `name` for a server: the newest file that its version has reached. Throws std::out_of_range.
std::string_view query_text(std::string_view name, int server_version);

}  // namespace lifeguard::postgres
