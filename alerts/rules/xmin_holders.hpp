#pragma once

#include <cstdint>
#include <string>

#include "alerts/finding.hpp"
#include "collectors/postgres/transactions/holders.hpp"

// How the rules speak of those who hold vacuum back.
namespace lifeguard {

/// "1 transaction", "12345 transactions", "12.3 million transactions".
std::string transactions_in_words(std::int64_t);

/// "replication slot \"old\" (nobody reads it)"; "checkout (role shop, …), pid 4242".
std::string in_words(const postgres::XminHolder&);

/// Where it keeps old rows: "in database shop", "in every database", "in the system catalogs of every
/// database".
std::string reach_of(const postgres::XminHolder&);

Evidence evidence_of(const postgres::XminHolder&, const postgres::Facts&);

/// What to run, and where, so that it lets go.
std::string release_of(const postgres::XminHolder&);
std::string release_of(const postgres::PreparedTransaction&);

}  // namespace lifeguard
