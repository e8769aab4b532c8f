#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "alerts/incidents.hpp"
#include "alerts/outbox.hpp"
#include "alerts/rule.hpp"
#include "collectors/history.hpp"
#include "collectors/postgres/waits/history.hpp"
#include "collectors/snapshot.hpp"
#include "config/config.hpp"
#include "traces/traces.hpp"

namespace lifeguard {

/// Everything after a snapshot: keeps the latest of every target and their history, lets the rules look,
/// follows incidents and hands what changed to the outbox and to the traces. Never talks to a target.
class Monitor {
 public:
  Monitor(Outbox&, traces::Traces&, std::vector<Incident> restored);

  /// A target's name and where its config points: "postgres/db:5432".
  using Targets = std::map<std::string, std::string>;

  /// Takes up a config, at start and after a reload. What is no longer watched is forgotten, its incidents
  /// closed; so is a target that now points elsewhere, for it is another one of the same name.
  void configure(const Config&, Targets);

  void publish(Snapshot);

  std::vector<SnapshotPtr> latest() const;
  std::vector<std::string> targets() const;
  const Targets& addresses() const { return targets_; }
  const History& history() const { return history_; }
  const postgres::WaitHistory& waits() const { return waits_; }
  const Incidents& incidents() const { return incidents_; }
  /// True when every target was tried at least once.
  bool tried_all() const;

 private:
  /// With those that were not tried yet: what is awaited is not known, and not absent.
  std::vector<SnapshotPtr> with_awaited() const;
  void add_joined(Snapshot&) const;
  void judge(const Snapshot&);
  void tell(const Changes&);

  Outbox& outbox_;
  traces::Traces& traces_;
  Incidents incidents_;
  History history_;
  postgres::WaitHistory waits_;
  std::vector<std::unique_ptr<Rule>> rules_;
  ConnectionLeakConfig leaks_;
  Targets targets_;
  std::string service_;
  std::map<std::string, SnapshotPtr> latest_;
  std::map<std::string, SnapshotPtr> awaited_;
};

}  // namespace lifeguard
