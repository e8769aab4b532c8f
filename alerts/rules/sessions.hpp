#pragma once

#include <string>
#include <vector>

#include "alerts/finding.hpp"
#include "alerts/rule.hpp"
#include "collectors/postgres/facts.hpp"

// What the rules about PostgreSQL sessions have in common.
namespace lifeguard {

/// The facts of a view whose `activity` part is known: see Rule::needs().
const postgres::Facts& postgres_facts(const View&);

/// The session as evidence: pid, who, state and for how long, what it waits for, its statement.
Evidence evidence_of(const postgres::Session&, const postgres::Activity&);

/// "checkout (role shop, database shop, from 10.0.3.7)".
std::string in_words(const postgres::ClientGroup&);
/// The group as an incident's key: "shop/shop/checkout/10.0.3.7".
std::string key_of(const postgres::ClientGroup&);
/// A WHERE clause for pg_stat_activity that finds the group's sessions.
std::string where_clause(const postgres::ClientGroup&);

/// As a constant in SQL: 'O''Brien'.
std::string quoted_literal(const std::string&);

bool is_named(const std::vector<std::string>& applications, const std::string& application);

/// Idle inside a transaction for no reason we know of: not holding an advisory lock (a lock across statements,
/// on purpose), not listening for notifications, not one of the applications to ignore.
bool is_leak_suspect(const postgres::Session&, const postgres::Activity&,
                     const std::vector<std::string>& ignored);
/// Advisory lock holders and listeners keep a session on purpose.
bool keeps_session_on_purpose(const postgres::Session&, const postgres::Activity&);

/// "1 session", "3 sessions".
std::string counted(std::size_t count, const std::string& noun);

/// The most severe and oldest come first.
std::vector<Finding> worst_first(std::vector<Finding>);

}  // namespace lifeguard
