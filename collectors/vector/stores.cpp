#include "collectors/vector/stores.hpp"

#include "collectors/vector/chroma/chroma.hpp"

namespace lifeguard::vector_store {

std::unique_ptr<Store> make_store(const VectorConfig& config, const std::optional<PostgresConfig>&, Resolver&) {
  if (config.kind == "chroma") return std::make_unique<Chroma>(config);
  throw std::logic_error("no vector store of kind " + config.kind);
}

}  // namespace lifeguard::vector_store
