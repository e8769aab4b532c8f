#pragma once

#include <memory>
#include <optional>

#include "agent/io/resolver.hpp"
#include "collectors/vector/store.hpp"
#include "config/config.hpp"

namespace lifeguard::vector_store {

/// One for the looks at a target and one for its probes, which run beside them. They share what the store must
/// not be asked twice: a pause that it asked for, and our own searches that its statistics count.
struct Stores {
  std::unique_ptr<Store> for_looks, for_probes;
};

/// Of the product that `kind` says. pgvector alone takes the PostgreSQL that holds it.
Stores make_stores(const VectorConfig&, const std::optional<PostgresConfig>&, Resolver&);

}  // namespace lifeguard::vector_store
