#pragma once

#include <array>
#include <string_view>

// What the contract promises and this version lacks. Saying so beats silence: who sets these expects them to
// work. Building one means taking its lines out.
namespace lifeguard {

struct NotYet {
  std::string_view name;  // a table, a key as "table.key", or a variable
  std::string_view what;  // "this version does not … yet"
};

inline constexpr std::array kKeysNotYet{
    NotYet{"vector", "watch vector stores"},
    NotYet{"otlp", "send OTLP"},
};

inline constexpr std::array kVariablesNotYet{
    NotYet{"CHROMA_URL", "watch Chroma"},         NotYet{"QDRANT_URL", "watch Qdrant"},
    NotYet{"WEAVIATE_URL", "watch Weaviate"},     NotYet{"MILVUS_URL", "watch Milvus"},
    NotYet{"PINECONE_API_KEY", "watch Pinecone"}, NotYet{"OTEL_EXPORTER_OTLP_ENDPOINT", "send OTLP"},
};

}  // namespace lifeguard
