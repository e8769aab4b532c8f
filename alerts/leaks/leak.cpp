#include "alerts/leaks/leak.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lifeguard::leaks {
namespace {

std::string label(const Evidence& evidence, std::string_view name) {
  for (const auto& [key, value] : evidence) {
    if (key == name) return value;
  }
  return "";
}

bool is_known(const Evidence& evidence, const std::vector<Evidence>& all) {
  const std::string pid = label(evidence, "pid");
  return !pid.empty() &&
         std::any_of(all.begin(), all.end(), [&](const Evidence& other) { return label(other, "pid") == pid; });
}

// A kind may be seen at several places, as in two pools of one app: the largest speaks for it.
void keep_one_of_each_kind(std::vector<Sign>& signs) {
  std::stable_sort(signs.begin(), signs.end(), [](const Sign& a, const Sign& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.connections > b.connections;
  });
  const auto end =
      std::unique(signs.begin(), signs.end(), [](const Sign& a, const Sign& b) { return a.kind == b.kind; });
  signs.erase(end, signs.end());
}

// PgBouncer knows the client itself: what it says of a session says most.
std::vector<const Sign*> best_evidence_first(const Leak& leak) {
  std::vector<const Sign*> signs;
  for (const Sign& sign : leak.signs) signs.push_back(&sign);
  std::stable_partition(signs.begin(), signs.end(),
                        [](const Sign* sign) { return sign->kind == Kind::pinned; });
  return signs;
}

std::string kinds_in_words(const Leak& leak) {
  std::string words;
  for (const Sign& sign : leak.signs) {
    words += (words.empty() ? "" : ", ") + std::string(name_of(sign.kind)) + " (" +
             std::string(name_of(source_of(sign.kind))) + ")";
  }
  return words;
}

}  // namespace

std::vector<Leak> leaks_of(std::vector<Sign> signs) {
  std::map<std::string, Leak> by_client;
  for (Sign& sign : signs) {
    Leak& leak = by_client[sign.client];
    leak.signs.push_back(std::move(sign));
  }
  std::vector<Leak> leaks;
  for (auto& [client, leak] : by_client) {
    keep_one_of_each_kind(leak.signs);
    leaks.push_back(std::move(leak));
  }
  return leaks;
}

Severity severity_of(const Leak& leak) {
  std::set<Source> sources;
  Severity strongest = Severity::none;
  for (const Sign& sign : leak.signs) {
    if (!sign.harm.empty()) return Severity::critical;
    strongest = std::max(strongest, sign.strength);
    if (sign.strength >= Severity::warning) sources.insert(source_of(sign.kind));
  }
  return sources.size() >= 2 ? Severity::critical : strongest;
}

int connections_of(const Leak& leak) {
  int most = 0;
  for (const Sign& sign : leak.signs) most = std::max(most, sign.connections);
  return most;
}

Finding finding_of(const Leak& leak) {
  Finding finding;
  finding.key = leak.client();
  finding.severity = severity_of(leak);
  finding.since = leak.signs.front().since;
  finding.remedy = leak.signs.front().remedy;
  std::string says;
  for (const Sign& sign : leak.signs) {
    finding.since = std::min(finding.since, sign.since);
    says += (says.empty() ? "" : "; ") + sign.text + (sign.harm.empty() ? "" : ", and " + sign.harm);
  }
  for (const Sign* sign : best_evidence_first(leak)) {
    for (const Evidence& evidence : sign->evidence) {
      if (finding.evidence.size() < kMaxEvidence && !is_known(evidence, finding.evidence))
        finding.evidence.push_back(evidence);
    }
  }
  finding.summary = leak.signs.front().whose + " " + says;
  if (leak.signs.size() > 1) finding.summary += " [" + kinds_in_words(leak) + "]";
  return finding;
}

}  // namespace lifeguard::leaks
