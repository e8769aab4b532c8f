#include "agent/monitor.hpp"

#include <algorithm>
#include <set>

#include "agent/io/log.hpp"
#include "agent/pool_maxima.hpp"
#include "alerts/leaks/leaked_connections.hpp"
#include "alerts/rules.hpp"
#include "collectors/continuity.hpp"
#include "collectors/forecast.hpp"

namespace lifeguard {
namespace {

void log_notice(const Notice& notice) {
  const Incident& incident = notice.incident;
  const bool over = notice.kind == Notice::Kind::resolved;
  const std::string text = std::string(name_of(notice.kind)) + " " + incident.rule + " (" +
                           std::string(name_of(incident.severity)) + (over ? "), it was: " : "): ") +
                           incident.summary;
  const auto log = over || incident.severity == Severity::info ? log_info
                   : incident.severity == Severity::critical   ? log_error
                                                               : log_warning;
  log(incident.target, text);
}

SnapshotPtr not_tried(const std::string& target, const std::string& kind, const std::string& server) {
  Snapshot snapshot;
  snapshot.target = target;
  snapshot.kind = kind;
  snapshot.server = server;
  return std::make_shared<const Snapshot>(std::move(snapshot));
}

// Those that are joined with others.
std::map<std::string, SnapshotPtr> awaited_of(const Config& config) {
  std::map<std::string, SnapshotPtr> awaited;
  for (const auto& each : config.postgres) awaited[each.name] = not_tried(each.name, "postgres", "");
  for (const auto& each : config.pgbouncer)
    awaited[each.name] = not_tried(each.name, "pgbouncer", each.postgres);
  for (const auto& each : config.app_pool) awaited[each.name] = not_tried(each.name, "app_pool", each.postgres);
  return awaited;
}

}  // namespace

Monitor::Monitor(Outbox& outbox, traces::Traces& traces, std::vector<Incident> restored)
    : outbox_(outbox), traces_(traces), incidents_(std::move(restored)) {}

void Monitor::configure(const Config& config, Targets targets) {
  service_ = config.agent.service;
  rules_ = make_rules(config.rules);
  leaks_ = config.rules.connection_leak;
  traces_.configure(config.otlp);

  std::set<std::string> moved, watched, rule_names;
  for (const auto& [target, where] : targets_) {
    const auto now_at = targets.find(target);
    if (now_at == targets.end() || now_at->second != where) moved.insert(target);
  }
  for (const auto& [target, where] : targets) {
    if (!moved.contains(target)) watched.insert(target);
  }
  for (const auto& rule : rules_) rule_names.emplace(rule->name());
  for (const std::string& target : moved) {
    latest_.erase(target);
    history_.forget(target);
    waits_.forget(target);
    traces_.forget(target);
  }
  targets_ = std::move(targets);
  awaited_ = awaited_of(config);
  tell(incidents_.retire(watched, rule_names, now()));
}

void Monitor::publish(Snapshot snapshot) {
  SnapshotPtr& latest = latest_[snapshot.target];
  continue_from(latest.get(), snapshot);
  for (const std::string& line : news(latest.get(), snapshot)) {
    snapshot.up ? log_info(snapshot.target, line) : log_warning(snapshot.target, line);
  }
  history_.record(snapshot);
  waits_.record(snapshot);
  add_forecasts(snapshot, history_);
  const auto fresh = std::make_shared<Snapshot>(std::move(snapshot));
  latest = fresh;
  add_joined(*fresh);
  traces_.follow(*fresh);
  judge(*fresh);
  traces_.note(*fresh, incidents_.seen_in(*fresh));
  if (const std::string line = traces_.news(fresh->target); !line.empty()) log_warning(fresh->target, line);
}

// What several targets know together: it needs the latest of each, this one among them.
void Monitor::add_joined(Snapshot& snapshot) const {
  const std::vector<SnapshotPtr> targets = with_awaited();
  add_pool_maxima(snapshot, targets);
  auto samples = leaks::leaked_connections(View{snapshot, history_, targets}, leaks_);
  std::move(samples.begin(), samples.end(), std::back_inserter(snapshot.samples));
}

void Monitor::judge(const Snapshot& snapshot) {
  Changes all;
  const std::vector<SnapshotPtr> targets = with_awaited();
  const View view{snapshot, history_, targets};
  for (const auto& rule : rules_) {
    if (!rule->watches(snapshot.kind)) continue;
    Observation observed = observe(*rule, view);
    for (Finding& finding : observed.findings) finding.traces = traces_.traces_of(snapshot, finding.evidence);
    Changes changes = incidents_.take(snapshot, observed, rule->basics(), service_);
    std::move(changes.notices.begin(), changes.notices.end(), std::back_inserter(all.notices));
    std::move(changes.incidents.begin(), changes.incidents.end(), std::back_inserter(all.incidents));
  }
  tell(all);
}

void Monitor::tell(const Changes& changes) {
  for (const Notice& notice : changes.notices) {
    log_notice(notice);
    traces_.take(notice);
  }
  if (!changes.incidents.empty()) outbox_.enqueue(changes.notices, changes.incidents);
}

std::vector<SnapshotPtr> Monitor::latest() const {
  std::vector<SnapshotPtr> snapshots;
  for (const auto& [target, snapshot] : latest_) snapshots.push_back(snapshot);
  return snapshots;
}

std::vector<SnapshotPtr> Monitor::with_awaited() const {
  std::vector<SnapshotPtr> snapshots = latest();
  for (const auto& [target, snapshot] : awaited_) {
    if (!latest_.contains(target)) snapshots.push_back(snapshot);
  }
  return snapshots;
}

std::vector<std::string> Monitor::targets() const {
  std::vector<std::string> names;
  for (const auto& [target, where] : targets_) names.push_back(target);
  return names;
}

bool Monitor::tried_all() const {
  return std::all_of(targets_.begin(), targets_.end(),
                     [&](const auto& target) { return latest_.contains(target.first); });
}

}  // namespace lifeguard
