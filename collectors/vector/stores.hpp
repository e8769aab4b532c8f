#pragma once

#include <memory>
#include <optional>

#include "agent/io/resolver.hpp"
#include "collectors/vector/store.hpp"
#include "config/config.hpp"

namespace lifeguard::vector_store {

/// The product that `kind` says. pgvector alone takes the PostgreSQL that holds it.
std::unique_ptr<Store> make_store(const VectorConfig&, const std::optional<PostgresConfig>&, Resolver&);

}  // namespace lifeguard::vector_store
