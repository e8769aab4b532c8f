#pragma once

#include <string>

#include "alerts/finding.hpp"
#include "alerts/rule.hpp"
#include "alerts/rules/percent.hpp"
#include "collectors/postgres/statements/facts.hpp"

// What the rules about finished statements have in common.
namespace lifeguard {

/// Of a target whose statements cannot be read, or of which no window is known: nullptr.
const postgres::Statements* known_window(const View&);

/// True of an incident found in statements or traces while no window of them is known (the agent's first
/// minute, a failed reading, a restart of the server): it is neither there nor gone.
bool lacks_window(const View&, const Incident&);

/// When the window began, by the agent's clock.
TimePoint window_start(const View&, const postgres::Statements&);

/// "shop/3f9a…": the same whatever the literals and whoever runs it; by queryid when the text cannot be had.
std::string statement_key(const std::string& database, const std::string& fingerprint);
std::string statement_key(const postgres::ShownStatement&);

/// The statement as evidence: queryid, who, calls, mean, share of the window's time, its text.
Evidence evidence_of(const postgres::ShownStatement&, const postgres::Statements&);

/// Its text for a summary, or "queryid 42, whose text cannot be read".
std::string in_words(const postgres::ShownStatement&, std::size_t limit);

/// As in_words, with the digits that calls of a millisecond need: "0.05 ms", "4.2 ms", "820 ms".
std::string in_fine_words(Seconds);

}  // namespace lifeguard
