#pragma once

#include <optional>
#include <string_view>

#include "sql/trace_context.hpp"

namespace lifeguard::sql {

/// What a session calls itself.
struct ApplicationName {
  std::string_view name;  // without the traceparent; empty when it was nothing else
  std::optional<TraceContext> trace;
};

/// Some drivers hand a trace on by SET application_name. Such a name is another for each request, so none may
/// become a label, a series or a group: whatever reads application names from a server reads them by this. The
/// name is part of what it was given.
ApplicationName application_name(std::string_view text);

}  // namespace lifeguard::sql
