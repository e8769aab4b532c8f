#include "collectors/vector/stores.hpp"

#include "collectors/vector/chroma/chroma.hpp"
#include "collectors/vector/milvus/milvus.hpp"
#include "collectors/vector/pgvector/pgvector.hpp"
#include "collectors/vector/pinecone/pinecone.hpp"
#include "collectors/vector/qdrant/qdrant.hpp"
#include "collectors/vector/weaviate/weaviate.hpp"

namespace lifeguard::vector_store {

std::unique_ptr<Store> make_store(const VectorConfig& config, const std::optional<PostgresConfig>& postgres,
                                  Resolver& resolver) {
  if (config.kind == "chroma") return std::make_unique<Chroma>(config);
  if (config.kind == "qdrant") return std::make_unique<Qdrant>(config);
  if (config.kind == "weaviate") return std::make_unique<Weaviate>(config);
  if (config.kind == "milvus") return std::make_unique<Milvus>(config);
  if (config.kind == "pinecone") return std::make_unique<Pinecone>(config);
  if (config.kind == "pgvector" && postgres) return std::make_unique<Pgvector>(config, *postgres, resolver);
  throw std::logic_error("no vector store of kind " + config.kind);
}

}  // namespace lifeguard::vector_store
