#include "collectors/postgres/statements/trace.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

constexpr std::size_t kMostSeen = 1000;
constexpr std::size_t kMostRepeats = 20;
constexpr int kMostPerLook = 100;  // a statement with a new comment costs some 50 µs
constexpr Seconds kOver{60};

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

void TraceWatch::look(const Activity& activity) {
  std::map<int, TimePoint> counted;
  int looked = 0;
  for (const Session& session : activity.sessions) {
    if (session.ours || !session.query_start) continue;
    const auto before = counted_.find(session.pid);
    const bool is_counted = before != counted_.end() && before->second == *session.query_start;
    if (!is_counted && looked == kMostPerLook) continue;
    counted.emplace(session.pid, *session.query_start);
    if (is_counted) continue;
    const auto trace = session.trace ? session.trace : sql::trace_of(session.query.raw()).context;
    if (!trace) continue;
    ++looked;
    const sql::Statement statement(without_comment(session.query.raw()));
    Key key{sql::hex(trace->trace_id), session.database, statement.fingerprint()};
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
