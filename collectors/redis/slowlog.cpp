#include "collectors/redis/slowlog.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/utf8.hpp"
#include "collectors/redis/fields.hpp"
#include "collectors/redis/key_shape.hpp"

namespace lifeguard::redis {
namespace {

constexpr Seconds kKept{600};
constexpr std::size_t kMostKept = 128, kLongestWord = 32, kLongestText = 64;

constexpr auto kWithSubcommands = std::to_array<std::string_view>(
    {"acl", "client", "cluster", "command", "config", "debug", "function", "latency", "memory", "module",
     "object", "pubsub", "script", "slowlog", "xgroup", "xinfo"});

// A command's name as it may be shown: anything else in its place may be data.
std::string word_of(const std::string& text) {
  std::string word;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain =
        upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    if (!plain || word.size() == kLongestWord) return "?";
    word += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return word;
}

// Redis keeps 32 words of a command at most; the last of them then says how many more there were.
int arguments_of(const std::vector<std::string>& words) {
  const std::string_view last = words.back();
  constexpr std::string_view kMore = "... (";
  constexpr std::size_t kMostWords = 32;
  const auto rest = static_cast<int>(words.size()) - 1;
  if (words.size() != kMostWords || !last.starts_with(kMore) || !last.ends_with(" more arguments)"))
    return rest;
  const std::string_view number = last.substr(kMore.size(), last.find(' ', kMore.size()) - kMore.size());
  constexpr int kMost = 1 << 30;
  return rest - 1 + std::clamp(number_in<int>(number).value_or(0), 0, kMost);
}

// With a low slowlog-log-slower-than the many that are hardly slow must not push out the one that is.
void keep_slowest(std::vector<SlowCommand>& recent) {
  if (recent.size() <= kMostKept) return;
  const auto newer = [](const SlowCommand& a, const SlowCommand& b) {
    return a.at != b.at ? a.at > b.at : a.id > b.id;
  };
  const auto slower = [&](const SlowCommand& a, const SlowCommand& b) {
    return a.took != b.took ? a.took > b.took : newer(a, b);
  };
  const auto end = recent.begin() + static_cast<std::ptrdiff_t>(kMostKept);
  std::nth_element(recent.begin(), end, recent.end(), slower);
  recent.erase(end, recent.end());
  std::sort(recent.begin(), recent.end(), newer);
}

SlowCommand read_entry(const Reply& entry, Seconds ahead) {
  using Type = Reply::Type;
  const auto& items = entry.items;
  if (items.size() < 4 || items[0].type != Type::integer || items[3].type != Type::list ||
      items[3].items.empty())
    throw std::runtime_error("SLOWLOG GET: an entry of unknown form");
  std::vector<std::string> words;
  for (const Reply& word : items[3].items) words.push_back(word.text);
  SlowCommand slow;
  slow.id = items[0].integer;
  slow.at = TimePoint(std::chrono::seconds(items[1].integer)) - ahead;
  slow.took = Seconds(static_cast<double>(items[2].integer) / 1e6);
  slow.command = command_of(words);
  slow.arguments = arguments_of(words);
  slow.shape = shape_of(slow.command, words);
  if (items.size() > 4) slow.client = cut_utf8(valid_utf8(items[4].text), kLongestText);
  if (items.size() > 5) slow.name = cut_utf8(valid_utf8(items[5].text), kLongestText);
  return slow;
}

}  // namespace

std::string command_of(const std::vector<std::string>& words) {
  std::string command = word_of(words.front());
  if (words.size() > 1 &&
      std::find(kWithSubcommands.begin(), kWithSubcommands.end(), command) != kWithSubcommands.end())
    command += " " + word_of(words[1]);
  return command;
}

std::vector<SlowCommand> read_slowlog(const Reply& reply, Seconds ahead) {
  if (reply.type != Reply::Type::list) throw std::runtime_error("SLOWLOG GET: an answer of unknown form");
  std::vector<SlowCommand> entries;
  for (const Reply& entry : reply.items) entries.push_back(read_entry(entry, ahead));
  return entries;
}

int SlowLogWatch::missing(const std::vector<SlowCommand>& newest) const {
  constexpr std::int64_t kMostAsked = 1000, kThatComeMeanwhile = 8;
  if (!last_ || newest.empty() || newest.back().id <= *last_ + 1) return 0;
  return static_cast<int>(std::min(newest.front().id - *last_ + kThatComeMeanwhile, kMostAsked));
}

void SlowLogWatch::take(std::vector<SlowCommand> newest, TimePoint at) {
  if (!last_) {
    last_ = newest.empty() ? -1 : newest.front().id;
    newest.clear();
  }
  if (!newest.empty() && newest.front().id > *last_) {
    std::erase_if(newest, [&](const SlowCommand& slow) { return slow.id <= *last_; });
    // A reset can have taken some that nobody saw.
    const std::int64_t came = newest.front().id - *last_, here = static_cast<std::int64_t>(newest.size());
    log_.seen += here;
    log_.lost += came - here;
    last_ = newest.front().id;
    log_.recent.insert(log_.recent.begin(), std::make_move_iterator(newest.begin()),
                       std::make_move_iterator(newest.end()));
  }
  std::erase_if(log_.recent, [&](const SlowCommand& slow) { return slow.at < at - kKept; });
  keep_slowest(log_.recent);
}

}  // namespace lifeguard::redis
