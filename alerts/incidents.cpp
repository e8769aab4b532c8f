#include "alerts/incidents.hpp"

#include <algorithm>

namespace lifeguard {
namespace {

constexpr Seconds kKeepResolved{86400};
constexpr std::size_t kMostResolved = 500;

Incident incident_from(const Snapshot& snapshot, std::string_view rule, const Finding& finding,
                       const std::string& service) {
  Incident incident;
  incident.rule = rule;
  incident.target = snapshot.target;
  incident.kind = snapshot.kind;
  incident.backend = snapshot.backend;
  incident.key = finding.key;
  incident.service = service;
  incident.dedup_key = dedup_key(rule, snapshot.backend, finding.key);
  incident.severity = finding.severity;
  incident.since = finding.since;
  return incident;
}

bool move_to(Incident& incident, IncidentState state) {
  const bool moved = incident.state != state;
  incident.state = state;
  return moved;
}

}  // namespace

Observation observe(const Rule& rule, const View& view) {
  const auto has_all = [&](const std::vector<std::string_view>& parts) {
    return std::all_of(parts.begin(), parts.end(),
                       [&](std::string_view part) { return has_part(view.snapshot, part); });
  };
  Observation observation;
  observation.rule = rule.name();
  observation.asked = has_all(rule.needs()) && rule.can_judge(view.snapshot);
  if (observation.asked) observation.findings = rule.inspect(view);
  if (!observation.asked || !has_all(rule.needs_to_clear())) {
    observation.can_clear = [](const Incident&) { return false; };
  } else {
    observation.can_clear = [&rule, view](const Incident& incident) { return rule.can_clear(view, incident); };
  }
  return observation;
}

Incidents::Incidents(std::vector<Incident> restored) {
  for (Incident& incident : restored) {
    if (incident.state == IncidentState::resolved) {
      resolved_.push_back(std::move(incident));
      continue;
    }
    if (incident.state != IncidentState::pending) incident.state = IncidentState::unknown;
    Key key{incident.rule, incident.target, incident.key};
    open_.emplace(std::move(key), std::move(incident));
  }
}

Changes Incidents::take(const Snapshot& snapshot, const Observation& observation, const RuleBasics& basics,
                        const std::string& service) {
  Changes changes;
  std::set<std::string_view> keys;
  for (const Finding& finding : observation.findings) {
    keys.insert(finding.key);
    seen(snapshot, observation, finding, basics, service, changes);
  }
  for (auto& [key, incident] : open_) {
    if (incident.rule != observation.rule || incident.target != snapshot.target || keys.contains(incident.key))
      continue;
    if (observation.can_clear(incident)) {
      not_seen(incident, snapshot.taken, basics, changes);
    } else if (incident.state != IncidentState::pending && move_to(incident, IncidentState::unknown)) {
      incident.gone.reset();
      changes.incidents.push_back(incident);
    }
  }
  std::erase_if(open_, [](const auto& entry) { return entry.second.state == IncidentState::resolved; });
  std::erase_if(resolved_, [&](const Incident& incident) {
    return incident.resolved && snapshot.taken - *incident.resolved > kKeepResolved;
  });
  return changes;
}

void Incidents::seen(const Snapshot& snapshot, const Observation& observation, const Finding& finding,
                     const RuleBasics& basics, const std::string& service, Changes& changes) {
  const Key key{std::string(observation.rule), snapshot.target, finding.key};
  auto known = open_.find(key);
  const bool is_new = known == open_.end();
  if (is_new) {
    if (finding.severity == Severity::none || count_open(key) >= kMostOpen) return;
    known = open_.emplace(key, incident_from(snapshot, observation.rule, finding, service)).first;
  }
  Incident& incident = known->second;
  incident.summary = finding.summary;
  incident.evidence = finding.evidence;
  incident.traces = finding.traces;
  incident.remedy = finding.remedy;
  incident.since = std::min(incident.since, finding.since);
  incident.last_seen = snapshot.taken;
  incident.gone.reset();

  if (incident.state == IncidentState::pending) {
    if (finding.severity == Severity::none) {
      drop_pending(incident, snapshot.taken, changes);
      open_.erase(known);
      return;
    }
    incident.severity = std::max(incident.severity, finding.severity);
    if (snapshot.taken - incident.since < basics.hold) {
      // Written down, for not every rule learns from the database when it began.
      if (is_new) changes.incidents.push_back(incident);
      return;
    }
    incident.state = IncidentState::firing;
    incident.opened = snapshot.taken;
    changes.notices.push_back({Notice::Kind::opened, incident, snapshot.taken});
    changes.incidents.push_back(incident);
    return;
  }
  const bool moved = move_to(incident, IncidentState::firing);
  const bool worse = finding.severity > incident.severity;
  if (worse) {
    incident.severity = finding.severity;
    changes.notices.push_back({Notice::Kind::escalated, incident, snapshot.taken});
  }
  if (moved || worse) changes.incidents.push_back(incident);
}

void Incidents::not_seen(Incident& incident, TimePoint now, const RuleBasics& basics, Changes& changes) {
  if (incident.state == IncidentState::pending) return drop_pending(incident, now, changes);
  if (!incident.gone) incident.gone = now;
  if (now - *incident.gone >= basics.recover_for) return end(incident, now, changes);
  if (move_to(incident, IncidentState::recovering)) changes.incidents.push_back(incident);
}

// Nobody was told, so nobody is told that it is over.
void Incidents::drop_pending(Incident& incident, TimePoint now, Changes& changes) {
  incident.state = IncidentState::resolved;
  incident.resolved = now;
  changes.incidents.push_back(incident);
}

std::size_t Incidents::count_open(const Key& like) const {
  const auto& [rule, target, key] = like;
  const auto first = open_.lower_bound(Key{rule, target, ""});
  return static_cast<std::size_t>(std::distance(first, std::find_if(first, open_.end(), [&](const auto& entry) {
                                                  return entry.second.rule != rule ||
                                                         entry.second.target != target;
                                                })));
}

void Incidents::end(Incident& incident, TimePoint now, Changes& changes) {
  incident.state = IncidentState::resolved;
  incident.resolved = now;
  changes.notices.push_back({Notice::Kind::resolved, incident, now});
  changes.incidents.push_back(incident);
  resolved_.push_back(incident);
  if (resolved_.size() > kMostResolved) resolved_.erase(resolved_.begin());
}

Changes Incidents::retire(const std::set<std::string>& targets, const std::set<std::string>& rules,
                          TimePoint now) {
  Changes changes;
  for (auto& [key, incident] : open_) {
    if (targets.contains(incident.target) && rules.contains(incident.rule)) continue;
    if (incident.state == IncidentState::pending) {
      drop_pending(incident, now, changes);
      continue;
    }
    incident.summary += " (closed because it is no longer watched, not because it is over)";
    end(incident, now, changes);
  }
  std::erase_if(open_, [](const auto& entry) { return entry.second.state == IncidentState::resolved; });
  return changes;
}

std::vector<const Incident*> Incidents::seen_in(const Snapshot& snapshot) const {
  std::vector<const Incident*> seen;
  for (const auto& [key, incident] : open_) {
    const bool is_seen = incident.target == snapshot.target && incident.last_seen == snapshot.taken;
    if (is_seen && incident.state == IncidentState::firing) seen.push_back(&incident);
  }
  return seen;
}

std::vector<Incident> Incidents::open() const {
  std::vector<Incident> list;
  for (const auto& [key, incident] : open_) list.push_back(incident);
  std::sort(list.begin(), list.end(), [](const Incident& a, const Incident& b) { return a.since > b.since; });
  return list;
}

std::vector<Incident> Incidents::all() const {
  std::vector<Incident> list = open();
  list.insert(list.end(), resolved_.rbegin(), resolved_.rend());
  return list;
}

}  // namespace lifeguard
