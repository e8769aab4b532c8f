#pragma once

#include <string>
#include <vector>

namespace lifeguard::postgres {

/// One statement that gives, in column `name`, those of the tables that are in no schema: "orders", or
/// "app.orders" to say in which.
std::string missing_tables_query(const std::vector<std::string>& expected);

}  // namespace lifeguard::postgres
