#pragma once

#include "collectors/vector/pgvector/columns.hpp"

// A column of vectors as a literal.
namespace lifeguard::vector_store::pgvector {

inline const Extension kExtension{"0.8.0", "public", "lifeguard", "shop", 40, 1};

inline Column a_column() {
  Column column;
  column.schema = "public";
  column.table = "docs";
  column.name = "embedding";
  column.type = "vector";
  column.dimension = 768;
  column.rows = 50'000;
  column.pages = 1000;
  column.key = "id";
  Index index;
  index.name = "docs_idx";
  index.method = "hnsw";
  index.opclass = "vector_cosine_ops";
  index.options = "m=24";
  column.indexes.push_back(index);
  return column;
}

}  // namespace lifeguard::vector_store::pgvector
