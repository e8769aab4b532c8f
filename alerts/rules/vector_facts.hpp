#pragma once

#include "alerts/rule.hpp"
#include "collectors/vector/facts.hpp"

// What the rules about vector stores have in common.
namespace lifeguard {

using VectorFacts = vector_store::Facts;

/// Null while nothing is known.
const VectorFacts* vector_facts(const Snapshot&);

/// Null when it is not there, or the collections could not be listed.
const vector_store::Collection* collection_named(const VectorFacts&, std::string_view name);
const vector_store::Remembered* remembered(const VectorFacts&, std::string_view name);

bool is_expected(const VectorFacts&, std::string_view name);

/// The store is ready, its tenant is there, and its collections could be listed: what is not among them is not
/// there.
bool lists_collections(const VectorFacts&);

/// "chroma 127.0.0.1:8000, tenant shop".
std::string where(const VectorFacts&);

/// "ready", "not ready: …", "not known": what the store says of itself, beside what it does.
std::string said_by_itself(const VectorFacts&);

/// "collection docs has m 8, not 16".
std::string in_words(const vector_store::Lack&);

/// What makes a product's index find again what is stored.
std::string rebuilding(const VectorFacts&, const std::string& collection);

/// Whether the config has "probe_read" or "probe_write" run; one that is turned off tells nothing any more.
bool is_probed(const Snapshot&, const std::string& part);

}  // namespace lifeguard
