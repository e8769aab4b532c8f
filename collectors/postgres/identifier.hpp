#pragma once

#include <string>

namespace lifeguard::postgres {

/// As quote_ident does: names that are reserved words, or not plain lower case, get their quotes.
std::string quoted_identifier(const std::string& name);

/// "app.orders", each half quoted where it must be.
std::string qualified(const std::string& schema, const std::string& name);

}  // namespace lifeguard::postgres
