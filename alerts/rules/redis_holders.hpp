#pragma once

#include <string>
#include <vector>

#include "alerts/finding.hpp"
#include "collectors/redis/facts.hpp"

// The clients of a Redis as evidence.
namespace lifeguard {

/// "checkout (user default, from 10.0.3.7)".
std::string in_words(const redis::ClientKind&);
/// The kind as an incident's key: "checkout/redis-py/default/10.0.3.7".
std::string key_of(const redis::ClientKind&);

Evidence evidence_of(const redis::Client&);
Evidence evidence_of(const redis::ClientGroup&);

/// Who has the most clients, or whose clients have the most memory; at most kMaxEvidence.
std::vector<Evidence> largest_groups(const redis::ClientList&);
std::vector<Evidence> groups_with_most_memory(redis::ClientList);

}  // namespace lifeguard
