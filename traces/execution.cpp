#include "traces/execution.hpp"

namespace lifeguard::traces {

// A name is set anew for each request; the comment of a prepared statement stays as it was.
sql::StatementTrace trace_of(const Execution& execution) {
  if (execution.named) return {execution.named, false};
  return sql::trace_of(execution.statement.raw());
}

}  // namespace lifeguard::traces
