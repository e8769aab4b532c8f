#include "traces/known_contexts.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace lifeguard::traces {
namespace {

constexpr std::size_t kMost = 8;

std::optional<std::size_t> context_of(const postgres::Session& session) {
  constexpr std::string_view key = "traceparent";
  constexpr std::size_t kValue = 64;
  if (session.trace)
    return std::hash<std::string>()(sql::hex(session.trace->trace_id) + sql::hex(session.trace->span_id));
  const std::string_view text = session.query.raw();
  const std::size_t at = text.find(key);
  if (at == text.npos) return std::nullopt;
  return std::hash<std::string_view>()(text.substr(at + key.size(), kValue));
}

}  // namespace

TimePoint KnownContexts::first_seen(const postgres::Session& session, TimePoint at) {
  const auto context = context_of(session);
  if (!context) return at;
  const auto known =
      std::find_if(known_.begin(), known_.end(), [&](const Known& each) { return each.context == *context; });
  if (known != known_.end()) {
    std::rotate(known, known + 1, known_.end());  // the one last seen is kept longest
    return known_.back().since;
  }
  if (known_.size() == kMost) known_.erase(known_.begin());
  known_.push_back({*context, at});
  return at;
}

}  // namespace lifeguard::traces
