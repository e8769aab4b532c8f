#include "collectors/redis/checks.hpp"

#include <spdlog/fmt/fmt.h>

#include "base/bytes.hpp"
#include "collectors/redis/probe.hpp"

namespace lifeguard::redis {
namespace {

using Level = Check::Level;

constexpr std::string_view kProbesRules = "~lifeguard:probe:* +set +get";

bool is_of_probe(std::string_view rule) {
  return rule == kProbeKeys || rule == "set" || rule == "get";
}

std::string in_acl(const std::string& rule) {
  return (rule.starts_with('~') ? "" : "+") + rule;
}

std::string lacking(const std::vector<std::string>& rules) {
  std::string text;
  for (const std::string& rule : rules) text += " " + in_acl(rule);
  return text;
}

// The first that is denied hides what the probe would ask next: all its rules come together.
std::string mending(const std::vector<std::string>& rules) {
  std::string text;
  bool probes = false;
  for (const std::string& rule : rules) {
    if (!is_of_probe(rule)) text += " " + in_acl(rule);
    probes = probes || is_of_probe(rule);
  }
  if (probes) text += " " + std::string(kProbesRules);
  return text;
}

std::string role_of(const Replication& replication) {
  if (replication.is_replica) return "replica of " + replication.master;
  const std::size_t count = replication.replicas.size();
  if (count == 0) return "no replicas";
  return "master of " + std::to_string(count) + (count == 1 ? " replica" : " replicas");
}

// It answers within less than is worth saying as "0 ms".
std::string round_trip(Seconds took) {
  constexpr Seconds kShown{0.01};
  return took < kShown ? fmt::format("{:.2f} ms", took.count() * 1000) : in_words(took);
}

void add_server(const Info& info, std::vector<Check>& checks) {
  std::string text = info.server.product + " " + info.server.version + ", " + info.server.mode;
  if (info.replication) text += ", " + role_of(*info.replication);
  checks.push_back({Level::ok, text, ""});
  if (!info.clients) return;
  const Clients& clients = *info.clients;
  checks.push_back({Level::ok,
                    "clients: " + std::to_string(clients.taken) +
                        (clients.limit ? " of " + std::to_string(*clients.limit) + " (maxclients)" : ""),
                    ""});
}

// Each part that fails for it says so itself; here is the one line that mends them all.
void add_denied(const Facts& facts, std::vector<Check>& checks) {
  if (facts.denied.empty()) return;
  checks.push_back({Level::note, "user " + facts.user + " lacks" + lacking(facts.denied),
                    "ACL SETUSER " + facts.user + mending(facts.denied)});
  checks.push_back({Level::note, "the smallest ACL with which everything works", smallest_acl(facts)});
}

void add_user(const Facts& facts, std::vector<Check>& checks) {
  if (facts.user != "default" || !facts.denied.empty()) return;
  checks.push_back({Level::note,
                    "Lifeguard is the user default, who may do everything: give it one of its own, and name it "
                    "in the url: redis://lifeguard:PASSWORD@host",
                    smallest_acl(facts)});
}

void add_memory(const Memory& memory, std::vector<Check>& checks) {
  if (memory.limit) {
    checks.push_back({Level::ok,
                      "memory: " + in_words(memory.used) + " of " + in_words(*memory.limit) + " (maxmemory, " +
                          memory.policy + ")",
                      ""});
    return;
  }
  checks.push_back(
      {Level::note, "maxmemory is not set: Redis grows until the system ends it",
       "CONFIG SET maxmemory 1gb  -- well below what the container has; for a pure cache also CONFIG SET "
       "maxmemory-policy allkeys-lfu; and both in redis.conf"});
}

void add_certificate(const Facts& facts, std::vector<Check>& checks) {
  if (!facts.certificate_expiry) return;
  constexpr Seconds kSoon{14 * 86400.0};
  const Seconds left = *facts.certificate_expiry - facts.taken;
  checks.push_back({left < kSoon ? Level::warning : Level::ok,
                    "TLS: the server's certificate ends in " + in_words(left), ""});
}

void add_probe(const Facts& facts, std::vector<Check>& checks) {
  if (!facts.probe) return;
  checks.push_back({Level::ok, "PING: " + round_trip(facts.probe->ping), ""});
  if (!facts.probe->refused.empty())
    checks.push_back({Level::warning, "writes are refused: " + facts.probe->refused, ""});
}

}  // namespace

std::string smallest_acl(const Facts& facts) {
  const std::string user = facts.user == "default" || facts.user.empty() ? "lifeguard" : facts.user;
  std::string rules =
      " resetkeys resetchannels -@all +ping +hello +info +select +client|setname +client|list +slowlog|get "
      "+latency|histogram +memory|stats +cluster|info";
  if (facts.writes_probed) rules += " " + std::string(kProbesRules);
  return "ACL SETUSER " + user + " on" + (facts.user == user ? "" : " >PASSWORD") + rules;
}

std::vector<Check> checks_from(const Facts& facts) {
  std::vector<Check> checks;
  if (facts.info) add_server(*facts.info, checks);
  add_probe(facts, checks);
  add_certificate(facts, checks);
  if (facts.info && facts.info->memory) add_memory(*facts.info->memory, checks);
  add_denied(facts, checks);
  add_user(facts, checks);
  for (const std::string& command : facts.absent) {
    checks.push_back({Level::note,
                      command + " is not there: the server does not have it, or has it under another name",
                      ""});
  }
  return checks;
}

std::vector<Check> checks_of_refusal(std::string_view error) {
  if (error.find("WRONGPASS") == error.npos) return {};
  return {{Level::note, "or no such user is there yet: the smallest ACL with which everything works",
           smallest_acl(Facts{})}};
}

}  // namespace lifeguard::redis
