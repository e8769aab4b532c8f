#pragma once

#include <string>
#include <string_view>

namespace lifeguard::sql {

/// What a statement does to which tables, in its own order: "SELECT orders customers", "INSERT sums SELECT
/// orders", as OpenTelemetry's db.query.summary. Few for all statements of an app; at most 255 bytes, cut
/// between two names. The first word alone where the text cannot be scanned; empty when there is none.
std::string summary(std::string_view statement);

}  // namespace lifeguard::sql
