#include "alerts/rules/redis_slow_command.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/redis/own_name.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {
namespace {

using lifeguard::in_words;
using redis::SlowCommand;

using Commands = std::vector<const SlowCommand*>;

constexpr int kAgainAndAgain = 3;
constexpr std::size_t kMostShapes = 5;
constexpr std::string_view kOthers = "others";

bool is_slower(const SlowCommand* a, const SlowCommand* b) {
  return a->took > b->took;
}

Seconds together(const Commands& commands) {
  Seconds sum{};
  for (const SlowCommand* command : commands) sum += command->took;
  return sum;
}

std::string shape_of(const SlowCommand& command) {
  return command.shape.empty() ? command.command : command.command + " " + command.shape;
}

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return text;
}

std::string in_words(const SlowCommand& command) {
  return in_capitals(command.command) + (command.shape.empty() ? "" : " of keys like " + command.shape);
}

Evidence evidence_of(const SlowCommand& command) {
  Evidence evidence{{"command", in_capitals(command.command)}};
  if (!command.shape.empty()) evidence.emplace_back("key", command.shape);
  evidence.insert(evidence.end(), {{"took", in_words(command.took)},
                                   {"at", rfc3339(command.at)},
                                   {"arguments", std::to_string(command.arguments)},
                                   {"client", command.client}});
  if (!command.name.empty()) evidence.emplace_back("name", command.name);
  return evidence;
}

std::string instead_of(const std::string& command) {
  static const std::map<std::string_view, std::string_view> better{
      {"keys", "SCAN with COUNT walks the keys in small steps; ACL SETUSER … -keys keeps it from coming back"},
      {"smembers", "SSCAN reads a large set in steps"},
      {"hgetall", "HMGET reads the fields that are wanted, HSCAN a large hash in steps"},
      {"hkeys", "HSCAN reads a large hash in steps"},
      {"hvals", "HSCAN reads a large hash in steps"},
      {"lrange", "Ask for a part of the list at a time"},
      {"zrange", "Ask for a part of the sorted set at a time, or ZSCAN"},
      {"zrangebyscore", "LIMIT asks for a part of the sorted set at a time"},
      {"del", "UNLINK frees the memory of large values beside the commands"},
      {"flushall", "CONFIG SET lazyfree-lazy-user-flush yes frees the memory beside the commands"},
      {"flushdb", "CONFIG SET lazyfree-lazy-user-flush yes frees the memory beside the commands"},
      {"mget", "Ask for fewer keys at a time"},
      {"mset", "Write fewer keys at a time"},
      {"sort", "Sort in the app, or keep a sorted set"},
      {"eval", "Let the script do less at a time"},
      {"evalsha", "Let the script do less at a time"},
      {"fcall", "Let the function do less at a time"},
  };
  const auto known = better.find(command);
  return std::string(known == better.end()
                         ? "See how large the value is: MEMORY USAGE, and STRLEN, HLEN, LLEN, "
                           "SCARD or ZCARD of the key"
                         : known->second);
}

}  // namespace

bool RedisSlowCommand::can_judge(const Snapshot& snapshot) const {
  const redis::Facts* facts = redis_facts(snapshot);
  return facts && facts->slowlog;
}

Finding RedisSlowCommand::finding_of(Commands commands, const View& now) const {
  std::stable_sort(commands.begin(), commands.end(), is_slower);
  const SlowCommand& slowest = *commands.front();
  const auto paging = std::count_if(commands.begin(), commands.end(), [&](const SlowCommand* command) {
    return command->took >= config_.took.critical;
  });
  Finding finding;
  finding.since = now.snapshot.taken;
  for (const SlowCommand* command : commands) {
    finding.since = std::min(finding.since, command->at);
    if (finding.evidence.size() < kMaxEvidence) finding.evidence.push_back(evidence_of(*command));
  }
  finding.key = shape_of(slowest);
  finding.severity = *judge(slowest.took, config_.took);
  if (paging < kAgainAndAgain) finding.severity = std::min(finding.severity, Severity::warning);
  finding.summary = in_words(slowest) + " kept all other commands waiting: for " + in_words(slowest.took);
  if (commands.size() > 1)
    finding.summary += " at most, and for " + in_words(together(commands)) + " in " +
                       counted(commands.size(), "time") + " in the last " + in_words(config_.window);
  finding.remedy = instead_of(slowest.command) + "; SLOWLOG GET 10 shows its arguments.";
  return finding;
}

Finding RedisSlowCommand::finding_of_others(const std::vector<Commands>& others, const View& now) const {
  Commands all;
  for (const Commands& commands : others) all.insert(all.end(), commands.begin(), commands.end());
  std::stable_sort(all.begin(), all.end(), is_slower);
  Finding finding = finding_of(all, now);
  finding.key = kOthers;
  finding.summary = counted(others.size(), "other kind") + " of commands kept all others waiting, for " +
                    in_words(together(all)) + " in the last " + in_words(config_.window) + "; the slowest, " +
                    in_words(*all.front()) + ", for " + in_words(all.front()->took);
  return finding;
}

// Our own reading, CLIENT LIST of many clients, is paced by what it costs; the app cannot mend it.
bool RedisSlowCommand::counts(const SlowCommand& command, const View& now) const {
  return command.name != redis::kOwnName && now.snapshot.taken - command.at <= config_.window &&
         judge(command.took, config_.took).has_value();
}

std::vector<Finding> RedisSlowCommand::inspect(const View& now) const {
  std::map<std::string, Commands> shapes;
  for (const SlowCommand& command : redis_facts(now.snapshot)->slowlog->recent) {
    if (counts(command, now)) shapes[shape_of(command)].push_back(&command);
  }
  std::vector<Commands> ranking;
  for (auto& [shape, commands] : shapes) ranking.push_back(std::move(commands));
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const Commands& a, const Commands& b) { return together(a) > together(b); });

  std::vector<Finding> findings;
  for (std::size_t i = 0; i < std::min(ranking.size(), kMostShapes); ++i)
    findings.push_back(finding_of(ranking[i], now));
  if (ranking.size() > kMostShapes) {
    const auto first = ranking.begin() + static_cast<std::ptrdiff_t>(kMostShapes);
    findings.push_back(finding_of_others({first, ranking.end()}, now));
  }
  const auto lost = rise_of_redis(now, redis::kSlowCommandsLost, config_.window);
  for (Finding& finding : findings) {
    if (!lost || lost->amount < 1) break;
    finding.summary += "; " + counted(static_cast<std::size_t>(lost->amount), "more slow command") +
                       " came and went unseen meanwhile: raise slowlog-max-len";
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
