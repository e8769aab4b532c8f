#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What PostgreSQL's catalogue says of columns of vectors.
namespace lifeguard::vector_store::pgvector {

/// The extension in the database that we are in, and what a session has to go by.
struct Extension {
  std::string version, schema;  // of its types and operators
  std::string role, database;
  int ef_search = 40, probes = 1;
};

/// An index for nearest neighbours: hnsw or ivfflat.
struct Index {
  std::string name, method, opclass;
  std::string options;                // "m=24,ef_construction=96"; empty: all are the defaults
  std::string expression, predicate;  // of what it is, when not of the column itself and all rows
  bool valid = true, being_built = false;
  std::int64_t pages = 0, scans = 0;
  std::string phase;  // of its building, as far as our role may see it
  std::optional<std::int64_t> done, total;
};

struct Column {
  std::string schema, table, name;
  std::string type;  // "vector", "halfvec", …
  std::optional<int> dimension;
  std::optional<std::int64_t> rows;  // an estimate; absent before the first ANALYZE
  std::int64_t pages = 0;
  bool readable = true;  // with the key
  std::string key;       // the column of a primary key of one column; empty: none
  std::int64_t table_scans = 0;
  std::vector<Index> indexes;
  std::string wanted_space;  // by the config; empty: any
};

}  // namespace lifeguard::vector_store::pgvector
