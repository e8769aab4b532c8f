#include "collectors/postgres/identifier.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace lifeguard::postgres {
namespace {

// pg_get_keywords(), those that may not stand as a name: the same from 12 to 18, but for system_user (16).
constexpr auto kReserved = std::to_array<std::string_view>({"all",
                                                            "analyse",
                                                            "analyze",
                                                            "and",
                                                            "any",
                                                            "array",
                                                            "as",
                                                            "asc",
                                                            "asymmetric",
                                                            "authorization",
                                                            "binary",
                                                            "both",
                                                            "case",
                                                            "cast",
                                                            "check",
                                                            "collate",
                                                            "collation",
                                                            "column",
                                                            "concurrently",
                                                            "constraint",
                                                            "create",
                                                            "cross",
                                                            "current_catalog",
                                                            "current_date",
                                                            "current_role",
                                                            "current_schema",
                                                            "current_time",
                                                            "current_timestamp",
                                                            "current_user",
                                                            "default",
                                                            "deferrable",
                                                            "desc",
                                                            "distinct",
                                                            "do",
                                                            "else",
                                                            "end",
                                                            "except",
                                                            "false",
                                                            "fetch",
                                                            "for",
                                                            "foreign",
                                                            "freeze",
                                                            "from",
                                                            "full",
                                                            "grant",
                                                            "group",
                                                            "having",
                                                            "ilike",
                                                            "in",
                                                            "initially",
                                                            "inner",
                                                            "intersect",
                                                            "into",
                                                            "is",
                                                            "isnull",
                                                            "join",
                                                            "lateral",
                                                            "leading",
                                                            "left",
                                                            "like",
                                                            "limit",
                                                            "localtime",
                                                            "localtimestamp",
                                                            "natural",
                                                            "not",
                                                            "notnull",
                                                            "null",
                                                            "offset",
                                                            "on",
                                                            "only",
                                                            "or",
                                                            "order",
                                                            "outer",
                                                            "overlaps",
                                                            "placing",
                                                            "primary",
                                                            "references",
                                                            "returning",
                                                            "right",
                                                            "select",
                                                            "session_user",
                                                            "similar",
                                                            "some",
                                                            "symmetric",
                                                            "system_user",
                                                            "table",
                                                            "tablesample",
                                                            "then",
                                                            "to",
                                                            "trailing",
                                                            "true",
                                                            "union",
                                                            "unique",
                                                            "user",
                                                            "using",
                                                            "variadic",
                                                            "verbose",
                                                            "when",
                                                            "where",
                                                            "window",
                                                            "with"});

bool is_plain(std::string_view name) {
  constexpr std::string_view kDigits = "0123456789";
  return !name.empty() && kDigits.find(name.front()) == std::string_view::npos &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

}  // namespace

std::string quoted_identifier(const std::string& name) {
  if (is_plain(name) && !std::binary_search(kReserved.begin(), kReserved.end(), name)) return name;
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string qualified(const std::string& schema, const std::string& name) {
  return quoted_identifier(schema) + "." + quoted_identifier(name);
}

}  // namespace lifeguard::postgres
