#include "collectors/postgres/statements/trace.hpp"

#include <algorithm>
#include <cctype>

namespace lifeguard::postgres {
namespace {

constexpr std::size_t kMostSeen = 1000;
constexpr std::size_t kMostRepeats = 20;
constexpr int kMostPerLook = 100;  // a statement with a new comment costs some 50 µs
constexpr Seconds kOver{60};

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// The comment is another one each time; without it, texts are the same and known already.
std::string without_comment(std::string_view raw) {
  if (const auto end = raw.find("*/"); raw.starts_with("/*") && end != std::string_view::npos) {
    raw.remove_prefix(end + 2);
  } else {
    raw = raw.substr(0, raw.rfind("/*"));
  }
  return std::string(raw);
}

}  // namespace

std::optional<std::string> trace_in(std::string_view raw) {
  constexpr std::string_view kName = "traceparent";
  constexpr std::size_t kVersion = 3, kTrace = 32, kRest = 20;  // "00-" trace "-" parent "-01"
  const std::size_t name = raw.find(kName);
  if (name == std::string_view::npos) return std::nullopt;
  const std::size_t start = raw.find_first_not_of("=:'\" ", name + kName.size());
  if (start == std::string_view::npos || raw.size() < start + kVersion + kTrace + kRest) return std::nullopt;
  const std::string_view trace = raw.substr(start + kVersion, kTrace);
  const bool well_formed = is_hex(raw.substr(start, 2)) && raw[start + 2] == '-' && is_hex(trace) &&
                           raw[start + kVersion + kTrace] == '-';
  const bool is_none = trace.find_first_not_of('0') == std::string_view::npos;
  if (!well_formed || is_none) return std::nullopt;
  return std::string(trace);
}

void TraceWatch::look(const Activity& activity) {
  std::map<int, TimePoint> counted;
  int looked = 0;
  for (const Session& session : activity.sessions) {
    if (session.ours || !session.query_start || looked == kMostPerLook) continue;
    const auto trace = trace_in(session.query.raw());
    if (!trace) continue;
    counted.emplace(session.pid, *session.query_start);
    const auto before = counted_.find(session.pid);
    if (before != counted_.end() && before->second == *session.query_start) continue;
    ++looked;
    const sql::Statement statement(without_comment(session.query.raw()));
    Key key{*trace, session.database, statement.fingerprint()};
    if (seen_.size() >= kMostSeen && !seen_.contains(key)) continue;
    Seen& seen = seen_[std::move(key)];
    if (seen.times++ == 0) seen.text = statement.text();
    seen.last = activity.taken;
  }
  counted_ = std::move(counted);
}

std::vector<TraceRepeats> TraceWatch::repeats(TimePoint now) {
  std::erase_if(seen_, [now](const auto& entry) { return now - entry.second.last > kOver; });
  std::vector<TraceRepeats> repeats;
  for (const auto& [key, seen] : seen_) {
    if (seen.times > 1) repeats.push_back({key.trace, key.database, key.fingerprint, seen.text, seen.times});
  }
  std::stable_sort(repeats.begin(), repeats.end(),
                   [](const TraceRepeats& a, const TraceRepeats& b) { return a.seen > b.seen; });
  if (repeats.size() > kMostRepeats) repeats.resize(kMostRepeats);
  return repeats;
}

}  // namespace lifeguard::postgres
