#include "alerts/rules/sessions.hpp"

#include <algorithm>
#include <cctype>

namespace lifeguard {
namespace {

using namespace postgres;

std::string or_else(const std::string& text, const char* otherwise) {
  return text.empty() ? otherwise : text;
}

bool is_listening(const Session& session) {
  constexpr std::string_view kListen = "LISTEN";
  const std::string_view query = session.query.raw();
  return query.size() > kListen.size() &&
         std::equal(kListen.begin(), kListen.end(), query.begin(),
                    [](char wanted, char c) { return wanted == std::toupper(static_cast<unsigned char>(c)); });
}

// Who elects a leader holds the lock between statements, idle, where pg_locks is not looked at for it.
bool took_advisory_lock(const Session& session) {
  const auto asked_for = [&](std::string_view lock) {
    return session.query.raw().find(lock) != std::string_view::npos;
  };
  return asked_for("advisory_lock") || (is_idle_in_transaction(session) && asked_for("advisory_xact_lock"));
}

std::optional<TimePoint> in_state_since(const Session& session) {
  return session.state == SessionState::active ? session.query_start : session.state_change;
}

}  // namespace

const postgres::Facts& postgres_facts(const View& view) {
  return std::get<postgres::Facts>(view.snapshot.facts);
}

Evidence evidence_of(const Session& session, const Activity& activity) {
  Evidence evidence{{"pid", std::to_string(session.pid)},
                    {"application", or_else(session.application, "(none)")},
                    {"user", session.user},
                    {"database", session.database}};
  std::string client = or_else(session.client, "local socket");
  if (session.client_port && *session.client_port >= 0) client += ":" + std::to_string(*session.client_port);
  evidence.emplace_back("client", client);
  evidence.emplace_back("state", name_of(session.state));
  if (const auto since = in_state_since(session)) evidence.emplace_back("for", in_words(age(activity, *since)));
  if (!session.wait_event_type.empty() && session.wait_event_type != "Client") {
    evidence.emplace_back("waits for", session.wait_event_type + ": " + session.wait_event);
  }
  if (!session.query.empty()) {
    evidence.emplace_back(session.state == SessionState::active ? "query" : "last query",
                          session.query.text(400));
  }
  return evidence;
}

std::string quoted_literal(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

std::string in_words(const ClientGroup& group) {
  return or_else(group.application, "an application without a name") + " (role " + group.user + ", database " +
         group.database + ", from " + or_else(group.client, "a local socket") + ")";
}

std::string key_of(const ClientGroup& group) {
  return group.database + "/" + group.user + "/" + group.application + "/" + or_else(group.client, "local");
}

std::string where_clause(const ClientGroup& group) {
  return "datname = " + quoted_literal(group.database) + " AND usename = " + quoted_literal(group.user) +
         " AND application_name = " + quoted_literal(group.application) +
         (group.client.empty() ? " AND client_addr IS NULL"
                               : " AND client_addr = " + quoted_literal(group.client));
}

bool is_named(const std::vector<std::string>& applications, const std::string& application) {
  return std::find(applications.begin(), applications.end(), application) != applications.end();
}

bool keeps_session_on_purpose(const Session& session, const Activity& activity) {
  if (is_listening(session) || took_advisory_lock(session)) return true;
  if (!activity.locks) return false;
  const auto& holders = activity.locks->advisory_holders;
  return std::binary_search(holders.begin(), holders.end(), session.pid);
}

bool is_leak_suspect(const Session& session, const Activity& activity,
                     const std::vector<std::string>& ignored) {
  return is_client(session) && is_idle_in_transaction(session) && session.state_change &&
         !is_named(ignored, session.application) && !keeps_session_on_purpose(session, activity);
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::vector<Finding> worst_first(std::vector<Finding> findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.since < b.since;
  });
  return findings;
}

}  // namespace lifeguard
