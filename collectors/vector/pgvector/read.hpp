#pragma once

#include "collectors/postgres/rows.hpp"
#include "collectors/vector/pgvector/columns.hpp"
#include "collectors/vector/store.hpp"

// From result rows to what they say; columns are those of sql/ and of statements.hpp.
namespace lifeguard::vector_store::pgvector {

/// Absent when the database does not have it.
std::optional<Extension> read_extension(const postgres::Rows&);
std::vector<Column> read_columns(const postgres::Rows&);
std::vector<StoredVector> read_sample(const postgres::Rows&);
std::vector<Neighbour> read_neighbours(const postgres::Rows&);

/// "[1,2.5,-3]", as pgvector writes a vector; throws NotOffered for one of another kind, NotUnderstood for
/// anything else.
std::vector<float> vector_in(std::string_view text);

}  // namespace lifeguard::vector_store::pgvector
