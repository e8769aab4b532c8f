#include "collectors/redis/checks.hpp"

#include "base/bytes.hpp"

namespace lifeguard::redis {
namespace {

using Level = Check::Level;

std::string joined(const std::vector<std::string>& words, const std::string& before) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + before + word;
  return text;
}

void add_server(const Info& info, std::vector<Check>& checks) {
  std::string text = info.server.product + " " + info.server.version + ", " + info.server.mode;
  if (info.replication) {
    text += info.replication->is_replica
                ? ", replica of " + info.replication->master
                : ", master of " + std::to_string(info.replication->replicas.size()) + " replicas";
  }
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
  checks.push_back({Level::note, "user " + facts.user + " lacks " + joined(facts.denied, "+"),
                    "ACL SETUSER " + facts.user + " " + joined(facts.denied, "+")});
  checks.push_back({Level::note, "the smallest ACL with which everything works", smallest_acl(facts)});
}

void add_user(const Facts& facts, std::vector<Check>& checks) {
  if (facts.user != "default" || !facts.denied.empty()) return;
  checks.push_back({Level::note,
                    "Lifeguard is the user default, who may do everything: give it one of its own, and name it "
                    "in the url",
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
  checks.push_back({Level::note, "maxmemory is not set: Redis grows until the system ends it",
                    "CONFIG SET maxmemory and maxmemory-policy, as the container's limit allows"});
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
  checks.push_back({Level::ok, "PING: " + in_words(facts.probe->ping), ""});
  if (!facts.probe->refused.empty())
    checks.push_back({Level::warning, "writes are refused: " + facts.probe->refused, ""});
}

}  // namespace

std::string smallest_acl(const Facts& facts) {
  const std::string user = facts.user == "default" || facts.user.empty() ? "lifeguard" : facts.user;
  std::string rules =
      " on resetkeys resetchannels -@all +ping +hello +info +select +client|setname +client|list +slowlog|get "
      "+latency|histogram +memory|stats +cluster|info";
  if (facts.writes_probed) rules += " ~lifeguard:probe:* +set +get";
  return "ACL SETUSER " + user + (facts.user == user ? "" : " >PASSWORD") + rules;
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

}  // namespace lifeguard::redis
