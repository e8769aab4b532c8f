#include "alerts/rules/redis_slow_command.hpp"

#include <algorithm>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"

namespace lifeguard {
namespace {

using redis::SlowCommand;
using redis::SlowLog;

constexpr int kAgainAndAgain = 3;

std::string shape_of(const SlowCommand& command) {
  return command.shape.empty() ? command.command : command.command + " " + command.shape;
}

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return text;
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

std::vector<Finding> RedisSlowCommand::inspect(const View& now) const {
  const SlowLog& log = *redis_facts(now.snapshot)->slowlog;
  std::map<std::string, std::vector<const SlowCommand*>> shapes;
  for (const SlowCommand& command : log.recent) {
    const bool counts = now.snapshot.taken - command.at <= config_.window;
    if (counts && judge(command.took, config_.took)) shapes[shape_of(command)].push_back(&command);
  }

  std::vector<Finding> findings;
  for (auto& [shape, commands] : shapes) {
    std::stable_sort(commands.begin(), commands.end(),
                     [](const SlowCommand* a, const SlowCommand* b) { return a->took > b->took; });
    const SlowCommand& slowest = *commands.front();
    const auto paging = std::count_if(commands.begin(), commands.end(), [&](const SlowCommand* command) {
      return command->took >= config_.took.critical;
    });
    Seconds together{};
    Finding finding;
    finding.since = now.snapshot.taken;
    for (const SlowCommand* command : commands) {
      together += command->took;
      finding.since = std::min(finding.since, command->at);
      if (finding.evidence.size() < kMaxEvidence) finding.evidence.push_back(evidence_of(*command));
    }
    finding.key = shape;
    finding.severity = *judge(slowest.took, config_.took);
    if (paging < kAgainAndAgain) finding.severity = std::min(finding.severity, Severity::warning);
    finding.summary = in_capitals(slowest.command) +
                      (slowest.shape.empty() ? "" : " of keys like " + slowest.shape) +
                      " kept all other commands waiting: for " + in_words(slowest.took);
    if (commands.size() > 1)
      finding.summary += " at most, and for " + in_words(together) + " in " + counted(commands.size(), "time") +
                         " in the last " + in_words(config_.window);
    if (log.lost > 0)
      finding.summary +=
          "; " + std::to_string(log.lost) +
          " more slow commands came and went unseen since Lifeguard watches: raise slowlog-max-len";
    finding.remedy = instead_of(slowest.command) + "; SLOWLOG GET 10 shows its arguments.";
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
