#include "alerts/rules/redis_holders.hpp"

#include <algorithm>

namespace lifeguard {

using namespace redis;

std::string in_words(const ClientKind& kind) {
  std::string who = "clients without a name";
  if (!kind.library.empty()) who = "clients of " + kind.library;
  if (!kind.name.empty()) who = kind.name;
  who += " (user " + (kind.user.empty() ? "default" : kind.user);
  if (kind.host == "*") return who + ", from all its hosts together)";
  return who + (kind.host == "unix" ? ", over a unix socket)" : ", from " + kind.host + ")");
}

std::string key_of(const ClientKind& kind) {
  return kind.name + "/" + kind.library + "/" + kind.user + "/" + kind.host;
}

Evidence evidence_of(const Client& client) {
  Evidence evidence{{"id", std::to_string(client.id)}, {"address", client.address}};
  if (!client.name.empty()) evidence.emplace_back("name", client.name);
  evidence.insert(evidence.end(), {{"connected for", in_words(client.age)},
                                   {"idle for", in_words(client.idle)},
                                   {"last command", client.command.empty() ? "none" : client.command},
                                   {"database", std::to_string(client.database)}});
  return evidence;
}

Evidence evidence_of(const ClientGroup& group) {
  Evidence evidence{{"client", in_words(group.kind)},
                    {"clients", std::to_string(group.clients)},
                    {"idle for a minute", std::to_string(group.idle_minute)},
                    {"idle for an hour", std::to_string(group.idle_hour)}};
  if (group.blocked > 0) evidence.emplace_back("blocked on purpose", std::to_string(group.blocked));
  if (group.subscribers > 0) evidence.emplace_back("subscribers", std::to_string(group.subscribers));
  evidence.emplace_back("memory", in_words(group.memory));
  return evidence;
}

std::vector<Evidence> largest_groups(const ClientList& list) {
  std::vector<Evidence> evidence;
  for (std::size_t i = 0; i < std::min(list.groups.size(), kMaxEvidence); ++i) {
    evidence.push_back(evidence_of(list.groups[i]));
    evidence.back().emplace_back("counted at", rfc3339(list.at));
  }
  return evidence;
}

std::vector<Evidence> groups_with_most_memory(ClientList list) {
  std::stable_sort(list.groups.begin(), list.groups.end(),
                   [](const ClientGroup& a, const ClientGroup& b) { return a.memory.count > b.memory.count; });
  return largest_groups(list);
}

}  // namespace lifeguard
