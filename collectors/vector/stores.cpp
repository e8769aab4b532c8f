#include "collectors/vector/stores.hpp"

#include "collectors/vector/chroma/chroma.hpp"
#include "collectors/vector/pgvector/pgvector.hpp"

namespace lifeguard::vector_store {

std::unique_ptr<Store> make_store(const VectorConfig& config, const std::optional<PostgresConfig>& postgres,
                                  Resolver& resolver) {
  if (config.kind == "chroma") return std::make_unique<Chroma>(config);
  if (config.kind == "pgvector" && postgres) return std::make_unique<Pgvector>(config, *postgres, resolver);
  throw std::logic_error("no vector store of kind " + config.kind);
}

}  // namespace lifeguard::vector_store
