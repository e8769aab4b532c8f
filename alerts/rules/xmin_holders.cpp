#include "alerts/rules/xmin_holders.hpp"

#include <cstdio>

#include "alerts/rules/sessions.hpp"

namespace lifeguard {
namespace {

using namespace postgres;
using Kind = XminHolder::Kind;

std::string application_at(const Session& session) {
  return (session.application.empty() ? "an application without a name" : session.application) + " at " +
         (session.client.empty() ? "a local socket" : session.client);
}

std::string of_standby(const Session& walsender) {
  return "On standby " + application_at(walsender) +
         ": SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' "
         "AND xact_start < now() - interval '5 min';  -- ends what runs for long; or, if queries there may be "
         "cancelled instead: ALTER SYSTEM SET hot_standby_feedback = off; SELECT pg_reload_conf();";
}

std::string of_slot(const SlotHorizon& slot, const Session* walsender) {
  const std::string drop = "SELECT pg_drop_replication_slot(" + quoted_literal(slot.slot) + ");";
  if (!slot.active_pid) return drop + "  -- unless its consumer comes back: then start it again";
  if (!slot.logical && walsender) return of_standby(*walsender);
  return "See why " + (walsender ? application_at(*walsender) : "the consumer of slot \"" + slot.slot + "\"") +
         " does not confirm what it has read. If nobody needs it: stop it, and " + drop;
}

}  // namespace

std::string transactions_in_words(std::int64_t count) {
  constexpr std::int64_t kMillion = 1'000'000;
  if (count < kMillion) return counted(static_cast<std::size_t>(count), "transaction");
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", static_cast<double>(count) / static_cast<double>(kMillion));
  return std::string(text) + " million transactions";
}

std::string in_words(const XminHolder& holder) {
  switch (holder.kind) {
    case Kind::backend: {
      const Session& session = *holder.session;
      const std::string who = is_client_backend(session)
                                  ? in_words(group_of(session))
                                  : session.backend_type + " in database " + session.database;
      return who + ", pid " + std::to_string(session.pid);
    }
    case Kind::standby:
      return "standby " + application_at(*holder.session) + " (hot_standby_feedback)";
    case Kind::slot: {
      const std::string reader = holder.session            ? "read by " + application_at(*holder.session)
                                 : holder.slot->active_pid ? "in use"
                                                           : "nobody reads it";
      return "replication slot \"" + holder.slot->slot + "\" (" + reader + ")";
    }
    case Kind::prepared:
      return "prepared transaction \"" + holder.prepared->gid + "\" of role " + holder.prepared->role;
  }
  return "";
}

std::string reach_of(const XminHolder& holder) {
  if (holder.kind == Kind::backend && !holder.session->database.empty()) {
    return "in database " + holder.session->database;
  }
  if (holder.kind == Kind::prepared) return "in database " + holder.prepared->database;
  if (holder.kind == Kind::slot && !holder.slot->rows) return "in the system catalogs of every database";
  return "in every database";
}

Evidence evidence_of(const XminHolder& holder, const postgres::Facts& facts) {
  Evidence evidence{{"holder", std::string(name_of(holder.kind))}};
  switch (holder.kind) {
    case Kind::backend:
    case Kind::standby: {
      const Evidence session = evidence_of(*holder.session, *facts.activity);
      evidence.insert(evidence.end(), session.begin(), session.end());
      if (holder.session->transaction_start) {
        const Seconds open = age(*facts.activity, *holder.session->transaction_start);
        evidence.emplace_back("transaction open for", in_words(open));
      }
      break;
    }
    case Kind::slot:
      evidence.emplace_back("slot", holder.slot->slot);
      evidence.emplace_back("type", holder.slot->logical ? "logical" : "physical");
      if (!holder.slot->database.empty()) evidence.emplace_back("database", holder.slot->database);
      evidence.emplace_back("read by", holder.session ? application_at(*holder.session)
                                       : holder.slot->active_pid
                                           ? "pid " + std::to_string(*holder.slot->active_pid)
                                           : "nobody");
      break;
    case Kind::prepared:
      evidence.emplace_back("gid", holder.prepared->gid);
      evidence.emplace_back("database", holder.prepared->database);
      evidence.emplace_back("user", holder.prepared->role);
      evidence.emplace_back("prepared for",
                            in_words(Seconds(facts.transactions->taken - holder.prepared->prepared)));
      break;
  }
  evidence.emplace_back("holds back", transactions_in_words(holder.age));
  return evidence;
}

std::string release_of(const XminHolder& holder) {
  switch (holder.kind) {
    case Kind::backend:
      return "SELECT pg_terminate_backend(" + std::to_string(holder.session->pid) +
             ");  -- ends its transaction and rolls it back";
    case Kind::standby:
      return of_standby(*holder.session);
    case Kind::slot:
      return of_slot(*holder.slot, holder.session);
    case Kind::prepared:
      return "In database " + holder.prepared->database + ", as role " + holder.prepared->role +
             " or a superuser: " + release_of(*holder.prepared) +
             "  -- or COMMIT PREPARED, if its transaction manager decided so";
  }
  return "";
}

std::string release_of(const PreparedTransaction& prepared) {
  return "ROLLBACK PREPARED " + quoted_literal(prepared.gid) + ";";
}

}  // namespace lifeguard
