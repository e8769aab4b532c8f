#include "collectors/vector/stores.hpp"

#include "collectors/vector/chroma/chroma.hpp"
#include "collectors/vector/milvus/milvus.hpp"
#include "collectors/vector/pgvector/pgvector.hpp"
#include "collectors/vector/pinecone/pinecone.hpp"
#include "collectors/vector/qdrant/qdrant.hpp"
#include "collectors/vector/weaviate/weaviate.hpp"

namespace lifeguard::vector_store {
namespace {

template <class Product, class... Arguments>
Stores two_of(const Arguments&... arguments) {
  return {std::make_unique<Product>(arguments...), std::make_unique<Product>(arguments...)};
}

}  // namespace

Stores make_stores(const VectorConfig& config, const std::optional<PostgresConfig>& postgres,
                   Resolver& resolver) {
  const auto limit = std::make_shared<Limit>();
  if (config.kind == "chroma") return two_of<Chroma>(config, limit);
  if (config.kind == "qdrant") return two_of<Qdrant>(config, limit);
  if (config.kind == "weaviate") return two_of<Weaviate>(config, limit);
  if (config.kind == "milvus") return two_of<Milvus>(config, limit);
  if (config.kind == "pinecone") return two_of<Pinecone>(config, limit);
  if (config.kind != "pgvector" || !postgres) throw std::logic_error("no vector store of kind " + config.kind);
  const auto own = std::make_shared<pgvector::OwnScans>();
  return {std::make_unique<Pgvector>(config, *postgres, resolver, own),
          std::make_unique<Pgvector>(config, *postgres, resolver, own)};
}

}  // namespace lifeguard::vector_store
