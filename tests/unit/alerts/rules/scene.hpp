#pragma once

#include <string>
#include <vector>

#include "alerts/rule.hpp"
#include "collectors/pool_metrics.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/pools.hpp"
#include "collectors/postgres/series.hpp"
#include "collectors/postgres/transactions/facts.hpp"
#include "collectors/postgres/transitions.hpp"

// A PostgreSQL server as literals, for the rules' tests: who is connected and for how long.
namespace lifeguard::scene {

using postgres::SessionState;

inline const TimePoint kNow = TimePoint{} + Seconds(1'000'000);

inline postgres::Session session(int pid, SessionState state, double seconds_in_state) {
  postgres::Session session;
  session.pid = pid;
  session.backend_type = "client backend";
  session.database = "shop";
  session.user = "shop";
  session.application = "checkout";
  session.client = "10.0.3.7";
  session.client_port = 40000 + pid;
  session.state = state;
  session.backend_start = kNow - Seconds(100'000);
  session.state_change = session.query_start = kNow - Seconds(seconds_in_state);
  if (state != SessionState::idle) session.transaction_start = session.query_start;
  session.query = sql::Statement("update stock set n = n - 1 where sku = 'A-17'");
  return session;
}

inline postgres::Session idle_in_transaction(int pid, double seconds) {
  return session(pid, SessionState::idle_in_transaction, seconds);
}

struct Server {
  std::vector<postgres::Session> sessions;
  std::optional<postgres::Locks> locks;
  std::optional<postgres::Transactions> transactions;
  std::vector<postgres::Transition> transitions;
  History history;
  bool in_recovery = false;
  bool sees_every_session = true;
  int max_connections = 100;
  std::map<std::string, int> database_limits, role_limits;
  std::vector<postgres::DatabaseStatistics> databases;
  std::shared_ptr<const postgres::Statements> statements;

  Snapshot snapshot() const {
    postgres::Facts facts;
    facts.identity.role = "lifeguard";
    facts.identity.sees_every_session = sees_every_session;
    facts.activity = postgres::Activity{kNow, sessions, locks};
    if (transactions) facts.transactions = std::make_shared<const postgres::Transactions>(*transactions);
    facts.transitions = std::make_shared<const std::vector<postgres::Transition>>(transitions);
    facts.identity.in_recovery = in_recovery;
    facts.server.emplace();
    facts.server->taken = kNow;
    facts.server->databases = databases;
    facts.server->limits = {max_connections, 3, 0, database_limits, role_limits};
    facts.statements = statements;
    Snapshot snapshot;
    snapshot.target = "main";
    snapshot.kind = "postgres";
    snapshot.backend = "postgres/42";
    snapshot.taken = kNow;
    snapshot.up = true;
    snapshot.parts = {{"activity", true, {}, ""},
                      {"locks", true, {}, ""},
                      {"server", true, {}, ""},
                      {"statements", statements != nullptr, {}, ""},
                      {"visibility", sees_every_session, {}, ""}};
    snapshot.pools = pools_of(facts);
    snapshot.facts = std::move(facts);
    return snapshot;
  }

  std::vector<Finding> see(const Rule& rule) const {
    const Snapshot now = snapshot();
    return rule.inspect(View{now, history});
  }

  /// A past of `series`: one value every five seconds, the last one now.
  void remember(const std::string& series, const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      Snapshot past;
      past.target = "main";
      past.taken = kNow - Seconds(5) * static_cast<double>(values.size() - 1 - i);
      past.series = {{series, values[i]}};
      history.record(past);
    }
  }
};

inline std::string value_of(const Evidence& evidence, std::string_view label) {
  for (const auto& [name, value] : evidence) {
    if (name == label) return value;
  }
  return "";
}

}  // namespace lifeguard::scene
