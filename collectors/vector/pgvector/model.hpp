#pragma once

#include <string>
#include <vector>

#include "collectors/vector/pgvector/columns.hpp"
#include "collectors/vector/store.hpp"

// From the catalogue to the model: a collection is a column of vectors.
namespace lifeguard::vector_store::pgvector {

/// "docs.embedding", "app.docs.embedding" outside of schema public.
std::string name_of(const Column&);
/// Under either of its names.
bool is_called(const Column&, const std::string& name);

/// "l2", "cosine", "ip", "l1", …, by the operator class.
std::string space_of(const Index&);

/// The index that is told of and searched by: a valid one, of those one of the space that the config expects,
/// and of those the first by name, so that it is the same at every look; null when there is none.
const Index* index_of(const Column&);

Collection collection_from(const Column&, std::string name, const Extension&);

/// Those that are wanted, under the name by which they are; all when none is named.
Listing listing_from(const std::vector<Column>&, const std::vector<std::string>& wanted, const Extension&);

/// What the role lacks to read the column, as the statements that give it.
std::string grants_for(const Column&, const std::string& role);

}  // namespace lifeguard::vector_store::pgvector
