#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace lifeguard {

/// `none` keeps an incident alive between its clear threshold and its warning threshold, and opens none.
enum class Severity { none, info, warning, critical };

std::string_view name_of(Severity);
std::optional<Severity> severity_named(std::string_view);

/// One session, client or statement, as ordered label and value pairs: {"pid", "4242"}, {"application",
/// "shop"}.
using Evidence = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kMaxEvidence = 5;

/// A trace that shows what a statement in the evidence belongs to. Ids are hex, as W3C Trace Context has them.
struct TraceRef {
  std::string of;  // "pid 4242"
  std::string trace_id, span_id;
  std::string url;  // where a person sees it; empty: nobody said where
  bool operator==(const TraceRef&) const = default;
};

/// What a rule sees now. With the rule's name and the target's backend, `key` is its identity: the same thing
/// seen again, by any pod, has the same key.
struct Finding {
  std::string key;
  Severity severity = Severity::warning;
  std::string summary;  // one sentence: what, who, how much; changes as it grows
  TimePoint since;      // when it began, by what the database says (agent's clock)
  std::vector<Evidence> evidence;
  std::string remedy;  // what to run or to change
  std::vector<TraceRef> traces = {};
};

}  // namespace lifeguard
