#include "alerts/audience.hpp"

#include <set>

namespace lifeguard {
namespace {

constexpr Seconds kRepeatResolved{300};

bool is_firing(const Incident& incident) {
  return incident.opened && !incident.resolved;
}

bool ended_lately(const Incident& incident, TimePoint now) {
  return incident.opened && incident.resolved && now - kRepeatResolved < *incident.resolved;
}

}  // namespace

bool hears(const Receiver& receiver, const Notice& notice) {
  return notice.test || notice.incident.severity >= receiver.min_severity();
}

std::vector<Notice> repeats(const std::vector<Incident>& incidents, const Receiver& receiver, TimePoint now) {
  std::set<std::string_view> firing;
  for (const Incident& incident : incidents) {
    if (is_firing(incident)) firing.insert(incident.dedup_key);
  }
  std::vector<Notice> notices;
  for (const Incident& incident : incidents) {
    const bool fires = is_firing(incident);
    // The end of an incident that has opened again would end the new one.
    if (!fires && (!ended_lately(incident, now) || firing.contains(incident.dedup_key))) continue;
    const Notice notice{fires ? Notice::Kind::opened : Notice::Kind::resolved, incident, now};
    if (hears(receiver, notice)) notices.push_back(notice);
  }
  return notices;
}

}  // namespace lifeguard
